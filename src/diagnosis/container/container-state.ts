import { type Check, eachContainer, toldByRuntime } from '../check.js';
import { commandFor } from '../command-words.js';
import type { Severity } from '../finding.js';
import type { Sight, Subject } from '../sight.js';
import { thresholds } from '../thresholds.js';
import { counted, duration } from '../words.js';
import { diedOfMemory, downSince } from './container-oom.js';
import { explainExitCode } from './exit-codes.js';

const lastLines = (container: Subject) => commandFor(container, (tool, name) => `${tool} logs --tail 50 ${name}`);

/**
 * How certain it is that the restart policy keeps restarting the container. The restart count runs from the last manual
 * start, which may be long ago: alone it proves nothing unless the container is young.
 */
function restartLoop(container: Subject, sight: Sight, restarts: number): Severity | undefined {
  const waitsForNext = sight.of(container, 'container_state', { state: 'restarting' }) === 1;
  const justRestarted = (sight.riseOf(container, 'container_restarts_total') ?? 0) > 0;
  if (restarts > 0 && (waitsForNext || justRestarted)) return 'warning';
  if (restarts <= thresholds.restarts.count) return undefined;
  const isYoung = (series: string) => {
    const time = sight.of(container, series);
    return time !== undefined && sight.at - time < thresholds.restarts.within;
  };
  if (isYoung('container_creation_time_seconds')) return 'warning';
  return isYoung('container_start_time_seconds') ? 'info' : undefined;
}

const restarting: Check = {
  id: 'ContainerRestarting',
  page: 'containers',
  collectors: ['state', 'lifetime'],
  isMeasured: toldByRuntime,
  find: eachContainer((container, sight) => {
    const restarts = sight.of(container, 'container_restarts_total');
    const severity = restarts === undefined ? undefined : restartLoop(container, sight, restarts);
    if (restarts === undefined || severity === undefined) return undefined;
    const code = sight.of(container, 'container_exit_code');
    const started = sight.of(container, 'container_start_time_seconds');
    return {
      severity,
      title: `${container.name} keeps restarting: ${counted(restarts, 'restart')} so far`,
      meaning: 'It ends again and again, and its restart policy starts it again. The end of its log says why.',
      evidence: [
        { label: 'Restarts by the policy', value: String(restarts) },
        ...(code === undefined ? [] : [{ label: 'Last exit code', value: `${code}: ${explainExitCode(code).words}` }]),
        ...(started === undefined ? [] : [{ label: 'Last started', value: `${duration(sight.at - started)} ago` }]),
      ],
      ...lastLines(container),
    };
  }),
};

/** A container that its policy always restarts is only down because somebody stopped it, or it cannot start. */
function wasStopped(container: Subject, code: number): boolean {
  const policy = container.info.restart_policy;
  return (policy === 'always' || policy === 'unless-stopped') && (code < 125 || code > 128) && code !== 255;
}

const crashed: Check = {
  id: 'ContainerCrashed',
  page: 'containers',
  collectors: ['state', 'info'],
  isMeasured: toldByRuntime,
  find: eachContainer((container, sight) => {
    const code = sight.of(container, 'container_exit_code');
    const ago = downSince(container, sight);
    const isRestarting = sight.of(container, 'container_state', { state: 'restarting' }) === 1;
    if (!code || ago === undefined || isRestarting) return undefined;
    const ofMemory = diedOfMemory(container, sight);
    // ContainerOOMKilled reports it.
    if (ofMemory && ago < thresholds.oomDeathWithin) return undefined;
    const { words, inOrder } = explainExitCode(code);
    const isMinor = ago >= thresholds.crashedWithin || wasStopped(container, code) || (inOrder && !ofMemory);
    return {
      severity: isMinor ? 'info' : 'warning',
      title: `${container.name} ended ${duration(Math.max(0, ago))} ago with exit code ${code}: ${ofMemory ? 'OOM-killed' : words}`,
      meaning: 'It is down and nothing restarts it. The end of its log says more.',
      evidence: [
        { label: 'Exit code', value: String(code) },
        ...(container.info.restart_policy ? [{ label: 'Restart policy', value: container.info.restart_policy }] : []),
      ],
      ...lastLines(container),
    };
  }),
};

const notStarted: Check = {
  id: 'ContainerNotStarted',
  page: 'containers',
  collectors: ['state', 'lifetime'],
  isMeasured: toldByRuntime,
  find: eachContainer((container, sight) => {
    if (sight.of(container, 'container_state', { state: 'created' }) !== 1 || container.info.pod) return undefined;
    const created = sight.of(container, 'container_creation_time_seconds');
    const age = created === undefined ? undefined : sight.at - created;
    const { after, within } = thresholds.notStarted;
    if (age === undefined || age <= after || age >= within) return undefined;
    return {
      severity: 'warning',
      title: `${container.name} was created ${duration(age)} ago and never started`,
      meaning:
        'Nobody started it, or Docker could not: a port in use, a mount that is missing, a command that is not there.',
      evidence: [{ label: 'Created', value: `${duration(age)} ago` }],
      ...commandFor(
        container,
        (tool, name) => `${tool} inspect --format '{{.State.ExitCode}} {{.State.Error}}' ${name}`,
      ),
    };
  }),
};

const unhealthy: Check = {
  id: 'ContainerUnhealthy',
  page: 'containers',
  collectors: ['health'],
  isMeasured: toldByRuntime,
  find: eachContainer((container, sight) => {
    if (sight.of(container, 'container_health_status', { status: 'unhealthy' }) !== 1) return undefined;
    const streak = sight.of(container, 'container_health_failing_streak');
    return {
      severity: 'warning',
      title:
        streak === undefined
          ? `${container.name} is unhealthy`
          : `${container.name} is unhealthy: its check failed ${counted(streak, 'time')} in a row`,
      meaning: 'Docker itself does nothing about it. The command shows what the health check said.',
      evidence: streak === undefined ? [] : [{ label: 'Failed checks in a row', value: String(streak) }],
      ...commandFor(container, (tool, name) => `${tool} inspect --format '{{json .State.Health}}' ${name}`),
    };
  }),
};

export const containerStateChecks = [restarting, crashed, notStarted, unhealthy];
