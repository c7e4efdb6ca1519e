import { type Check, eachContainer, measuredAs, type Observation } from '../check.js';
import { commandFor, memorySize } from '../command-words.js';
import type { Sight, Subject } from '../sight.js';
import { thresholds } from '../thresholds.js';
import { bytes, duration, percent } from '../words.js';

interface Memory {
  /** Memory that the kernel cannot free, and its limit. */
  readonly held: number;
  readonly limit: number;
  /** Bytes per second; undefined if there is only one look. */
  readonly growth: number | undefined;
}

/** For a container with its own limit: others approach the limit of the host or of an ancestor. */
function memoryOf(container: Subject, sight: Sight): Memory | undefined {
  const held = sight.of(container, 'container_memory_unreclaimable_bytes');
  const limit = sight.of(container, 'container_memory_effective_limit_bytes');
  const own = sight.of(container, 'container_spec_memory_limit_bytes');
  if (held === undefined || !limit || !own) return undefined;
  const change = sight.changeOf(container, 'container_memory_unreclaimable_bytes');
  return { held, limit, growth: change === undefined || !sight.seconds ? undefined : change / sight.seconds };
}

/** Memory and swap together, as Docker rejects a memory limit above the limit of both. */
function raiseMemory(container: Subject, sight: Sight): { readonly command?: string } {
  const own = sight.of(container, 'container_spec_memory_limit_bytes');
  if (!own) return {};
  const more = memorySize(own * 2);
  return commandFor(container, (tool, name) => `${tool} update --memory ${more} --memory-swap ${more} ${name}`);
}

function memoryEvidence({ held, limit, growth }: Memory): Observation['evidence'] {
  return [
    { label: 'Memory that cannot be freed', value: bytes(held) },
    { label: 'Memory limit', value: bytes(limit) },
    ...(growth === undefined || growth === 0
      ? []
      : [{ label: growth > 0 ? 'Grows by' : 'Shrinks by', value: `${bytes(Math.abs(growth))}/s` }]),
  ];
}

const oomRisk: Check = {
  id: 'ContainerOOMRisk',
  page: 'containers',
  collectors: ['memory'],
  find: eachContainer((container, sight) => {
    const memory = memoryOf(container, sight);
    if (memory?.growth === undefined || sight.seconds === undefined) return undefined;
    const { held, limit, growth } = memory;
    const { ofLimit, within, criticalWithin, leastGrowth } = thresholds.oomRisk;
    if (held / limit <= ofLimit || growth * sight.seconds < leastGrowth * limit) return undefined;
    const secondsLeft = Math.max(0, limit - held) / growth;
    if (secondsLeft > within) return undefined;
    return {
      severity: secondsLeft <= criticalWithin ? 'critical' : 'warning',
      title: `${container.name} holds ${percent(held / limit)} of its memory limit and grows: ${duration(secondsLeft)} left at this rate`,
      meaning:
        'When it reaches the limit, the kernel kills a process in it. Raise the limit now, or restart it when it hurts least.',
      evidence: memoryEvidence(memory),
      ...raiseMemory(container, sight),
    };
  }),
};

const nearLimit: Check = {
  id: 'ContainerMemoryNearLimit',
  page: 'containers',
  collectors: ['memory'],
  find: eachContainer((container, sight) => {
    const memory = memoryOf(container, sight);
    if (!memory || memory.held / memory.limit <= thresholds.memoryOfLimit) return undefined;
    return {
      severity: 'warning',
      title: `${container.name} holds ${percent(memory.held / memory.limit)} of its memory limit`,
      meaning:
        'The kernel cannot free this memory; page cache is not counted. At 100 % it kills a process in the container.',
      evidence: memoryEvidence(memory),
      ...raiseMemory(container, sight),
    };
  }),
};

const pressure: Check = {
  id: 'ContainerMemoryPressure',
  page: 'containers',
  collectors: ['pressure'],
  isMeasured: measuredAs('container_pressure_memory_waiting_seconds_total'),
  find: eachContainer((container, sight) => {
    const waited = sight.riseOf(container, 'container_pressure_memory_waiting_seconds_total');
    if (waited === undefined || sight.seconds === undefined) return undefined;
    const share = waited / sight.seconds;
    if (share <= thresholds.containerMemoryWaiting) return undefined;
    const limit = sight.of(container, 'container_spec_memory_limit_bytes');
    const used = sight.of(container, 'container_memory_usage_bytes');
    return {
      severity: 'warning',
      title: `${container.name} waits for memory ${percent(share)} of the time`,
      meaning: limit
        ? 'Its memory is freed and read back again and again. It needs more than its limit gives it.'
        : 'It has no memory limit of its own: something else takes the memory of the host.',
      evidence: [
        { label: 'Time in which a process waited', value: percent(share) },
        ...(used === undefined ? [] : [{ label: 'Memory used', value: bytes(used) }]),
        ...(limit ? [{ label: 'Memory limit', value: bytes(limit) }] : []),
      ],
      ...raiseMemory(container, sight),
    };
  }),
};

/** The share of the host's memory that programs can still get without swapping. */
export function availableMemory(sight: Sight): number | undefined {
  const available = sight.value('node_memory_MemAvailable_bytes');
  const total = sight.value('node_memory_MemTotal_bytes');
  return available === undefined || !total ? undefined : available / total;
}

/** No ancestor has a limit either, so it can take all of the host's memory. */
export function isUnlimited(container: Subject, sight: Sight): boolean {
  const own = sight.of(container, 'container_spec_memory_limit_bytes');
  const effective = sight.of(container, 'container_memory_effective_limit_bytes');
  const machine = sight.value('machine_memory_bytes');
  return own === 0 && (effective === undefined || machine === undefined || effective >= machine);
}

const withoutLimit: Check = {
  id: 'ContainerWithoutMemoryLimit',
  page: 'containers',
  collectors: ['memory', 'host-memory'],
  find: eachContainer((container, sight) => {
    const available = availableMemory(sight);
    const total = sight.value('node_memory_MemTotal_bytes');
    const held = sight.of(container, 'container_memory_unreclaimable_bytes');
    if (available === undefined || available >= thresholds.hostMemoryAvailable.warning) return undefined;
    if (!total || held === undefined || held / total < thresholds.unlimitedOfMemory) return undefined;
    if (!isUnlimited(container, sight)) return undefined;
    const limit = memorySize(held * 1.25);
    return {
      severity: 'warning',
      title: `${container.name} takes ${bytes(held)} of the host's memory, has no limit, and ${percent(available)} is left`,
      meaning:
        'When the host runs out of memory the kernel picks any process to kill, of this container or of another.',
      evidence: [
        { label: 'Memory that cannot be freed', value: `${bytes(held)}, ${percent(held / total)} of the host` },
        { label: 'Memory limit', value: 'none' },
        { label: 'Available on the host', value: percent(available) },
      ],
      ...commandFor(container, (tool, name) => `${tool} update --memory ${limit} --memory-swap ${limit} ${name}`),
    };
  }),
};

export const containerMemoryChecks = [oomRisk, nearLimit, pressure, withoutLimit];
