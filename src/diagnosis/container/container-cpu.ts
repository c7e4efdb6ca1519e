import { type Check, eachContainer, measuredAs } from '../check.js';
import { commandFor } from '../command-words.js';
import type { Sight, Subject } from '../sight.js';
import { thresholds } from '../thresholds.js';
import { cores, percent, trimmed } from '../words.js';

/** The share of CFS periods in which it wanted to run but its quota stopped it. */
function throttledShare(container: Subject, sight: Sight): number | undefined {
  const periods = sight.riseOf(container, 'container_cpu_cfs_periods_total');
  const throttled = sight.riseOf(container, 'container_cpu_cfs_throttled_periods_total');
  return periods === undefined || throttled === undefined || periods <= 0 ? undefined : throttled / periods;
}

function isThrottled(container: Subject, sight: Sight): boolean {
  return (throttledShare(container, sight) ?? 0) > thresholds.cpuThrottled.ofPeriods;
}

/** Cores in use. */
export function cpuUsage(container: Subject, sight: Sight): number | undefined {
  const used = sight.riseOf(container, 'container_cpu_usage_seconds_total');
  return used === undefined || sight.seconds === undefined ? undefined : used / sight.seconds;
}

/** Its own quota in cores, and a command that doubles it, up to the machine's cores. */
function quotaOf(container: Subject, sight: Sight) {
  const quota = sight.of(container, 'container_spec_cpu_quota');
  const period = sight.of(container, 'container_spec_cpu_period');
  if (quota === undefined || period === undefined || period <= 0) return undefined;
  const own = quota / period;
  const more = Math.min(own * 2, sight.value('machine_cpu_cores') ?? own * 2);
  const raise = commandFor(container, (tool, name) => `${tool} update --cpus ${trimmed(more, 2)} ${name}`);
  return { own, raise };
}

const throttlingHigh: Check = {
  id: 'ContainerCPUThrottlingHigh',
  page: 'containers',
  collectors: ['cpu'],
  find: eachContainer((container, sight) => {
    const share = throttledShare(container, sight);
    const periods = sight.riseOf(container, 'container_cpu_cfs_throttled_periods_total');
    const period = sight.of(container, 'container_spec_cpu_period');
    if (share === undefined || periods === undefined || period === undefined || sight.seconds === undefined)
      return undefined;
    // A container that wakes up for short bursts is throttled in a large share of few periods, which nobody notices.
    const ofTime = ((periods / sight.seconds) * period) / 1e6;
    if (share <= thresholds.cpuThrottled.ofPeriods || ofTime <= thresholds.cpuThrottled.ofTime) return undefined;
    const quota = quotaOf(container, sight);
    const used = cpuUsage(container, sight);
    return {
      severity: 'warning',
      title: `${container.name} is throttled ${percent(share)} of the time it wants to run`,
      meaning:
        'It used up its CPU quota and was frozen for the rest of each period. Everything in it is slower for that.',
      evidence: [
        { label: 'Throttled periods', value: percent(share) },
        ...(used === undefined ? [] : [{ label: 'CPU used', value: cores(used) }]),
        ...(quota ? [{ label: 'CPU quota', value: cores(quota.own) }] : []),
      ],
      ...quota?.raise,
    };
  }),
};

const nearLimit: Check = {
  id: 'ContainerCPUNearLimit',
  page: 'containers',
  collectors: ['cpu'],
  find: eachContainer((container, sight) => {
    const used = cpuUsage(container, sight);
    const limit = sight.of(container, 'container_cpu_effective_limit_cores');
    const quota = quotaOf(container, sight);
    if (used === undefined || limit === undefined || limit <= 0 || quota === undefined) return undefined;
    if (used / limit <= thresholds.cpuUsedOfLimit || isThrottled(container, sight)) return undefined;
    return {
      severity: 'info',
      title: `${container.name} uses ${percent(used / limit)} of the CPU it may use`,
      meaning: 'It is hardly throttled yet, but will be with more load.',
      evidence: [
        { label: 'CPU used', value: cores(used) },
        { label: 'CPU limit', value: cores(limit) },
      ],
      ...quota.raise,
    };
  }),
};

const pressure: Check = {
  id: 'ContainerCPUPressure',
  page: 'containers',
  collectors: ['pressure', 'cpu'],
  isMeasured: measuredAs('container_pressure_cpu_waiting_seconds_total'),
  find: eachContainer((container, sight) => {
    const waited = sight.riseOf(container, 'container_pressure_cpu_waiting_seconds_total');
    if (waited === undefined || sight.seconds === undefined) return undefined;
    const share = waited / sight.seconds;
    if (share <= thresholds.containerCpuWaiting || isThrottled(container, sight)) return undefined;
    return {
      severity: 'info',
      title: `${container.name} waits for a CPU ${percent(share)} of the time`,
      meaning: 'Its quota is not the reason: others on this host take the CPU.',
      evidence: [{ label: 'Time in which a process waited', value: percent(share) }],
      ...commandFor(container, (tool, name) => `${tool} update --cpu-shares 2048 ${name}`),
    };
  }),
};

export const containerCpuChecks = [throttlingHigh, nearLimit, pressure];
