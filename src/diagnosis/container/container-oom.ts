import { type Check, eachContainer, toldByRuntime } from '../check.js';
import { commandFor } from '../command-words.js';
import type { Finding } from '../finding.js';
import type { Sight, Subject } from '../sight.js';
import { thresholds } from '../thresholds.js';
import { bytes, counted, duration } from '../words.js';

/** Which processes were killed, latest first, if the kernel log is read (collector oom-victims). */
function victimsOf(container: Subject, sight: Sight): Finding['evidence'] {
  const victims = sight
    .samples('container_oom_victim_timestamp_seconds')
    .filter(({ labels }) => labels.id === container.id)
    .sort((a, b) => b.value - a.value)
    .map(({ labels, value }) => `${labels.task} ${duration(Math.max(0, sight.at - value))} ago`);
  return victims.length === 0 ? [] : [{ label: 'Who', value: victims.join(', ') }];
}

/** A container's own counter starts at 0 with each start, so its kills happened since then. */
const processKilled: Check = {
  id: 'ContainerProcessOOMKilled',
  page: 'containers',
  collectors: ['memory-events', 'lifetime'],
  find: eachContainer((container, sight) => {
    const kills = sight.of(container, 'container_memory_events_oom_kill_total');
    const started = sight.of(container, 'container_start_time_seconds');
    if (!kills || sight.of(container, 'container_last_seen') === undefined) return undefined;
    const age = started === undefined ? undefined : sight.at - started;
    const isNew =
      (age !== undefined && age < thresholds.youngForKills) ||
      (sight.riseOf(container, 'container_memory_events_oom_kill_total') ?? 0) > 0;
    const limit = sight.of(container, 'container_spec_memory_limit_bytes');
    const since = age === undefined ? 'in its present life' : `since it started ${duration(age)} ago`;
    return {
      severity: isNew ? 'critical' : 'warning',
      title: `${counted(kills, 'process', 'processes')} in ${container.name} ${Math.round(kills) === 1 ? 'was' : 'were'} OOM-killed, and the container runs on`,
      meaning:
        'The kernel killed it when memory ran out. Nobody may be doing its work now, while the container still counts as running. See which processes are left.',
      evidence: [
        ...victimsOf(container, sight),
        { label: 'Killed', value: `${counted(kills, 'process', 'processes')} ${since}` },
        ...(limit ? [{ label: 'Memory limit', value: bytes(limit) }] : []),
      ],
      ...commandFor(container, (tool, name) => `${tool} top ${name}`),
    };
  }),
};

/** Newer daemons record any kill in a container's life, so containers that ended normally later are excluded. */
export function diedOfMemory(container: Subject, sight: Sight): boolean {
  const code = sight.of(container, 'container_exit_code');
  return sight.of(container, 'container_oom_killed') === 1 && code !== undefined && code !== 0 && code !== 143;
}

/** How long ago a container ended that is down or waiting for its restart. */
export function downSince(container: Subject, sight: Sight): number | undefined {
  const isDown = ['exited', 'dead', 'restarting'].some(
    (state) => sight.of(container, 'container_state', { state }) === 1,
  );
  const finished = sight.of(container, 'container_finished_timestamp_seconds');
  return isDown && finished !== undefined ? sight.at - finished : undefined;
}

const killed: Check = {
  id: 'ContainerOOMKilled',
  page: 'containers',
  collectors: ['state'],
  isMeasured: toldByRuntime,
  find: eachContainer((container, sight) => {
    const ago = downSince(container, sight);
    if (ago === undefined || ago >= thresholds.oomDeathWithin || !diedOfMemory(container, sight)) return undefined;
    return {
      severity: 'warning',
      title: `${container.name} was OOM-killed ${duration(Math.max(0, ago))} ago and is down`,
      meaning:
        "The kernel killed it when memory ran out. dmesg says whose limit that was: the container's own, or the host's.",
      evidence: [
        ...victimsOf(container, sight),
        { label: 'Exit code', value: String(sight.of(container, 'container_exit_code')) },
      ],
      ...commandFor(container, (tool, name) => `${tool} inspect --format '{{.HostConfig.Memory}}' ${name}`),
    };
  }),
};

export const containerOomChecks = [processKilled, killed];
