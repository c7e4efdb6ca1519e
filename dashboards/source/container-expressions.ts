import { ofContainer, oneContainer } from './selectors.js';

/** PromQL for what several dashboards say of containers: one series for each container. */

export const latest = (metric: string, matchers = '') =>
  `max by (${oneContainer}) (${metric}{${ofContainer}${matchers}})`;

/** A second. By all of a container's devices, interfaces or CPUs together, unless a label tells them apart. */
export const perSecond = (metric: string, by?: string) =>
  `sum by (${oneContainer}${by === undefined ? '' : `, ${by}`}) (rate(${metric}{${ofContainer}}[$__rate_interval]))`;

/** Whole events in the time range on display. */
export const inRange = (metric: string) =>
  `round(sum by (${oneContainer}) (increase(${metric}{${ofContainer}}[$__range])))`;

export const cpuUsed = perSecond('container_cpu_usage_seconds_total');
export const cpuLimit = latest('container_cpu_effective_limit_cores');
/** A limit of nothing is no share: a cpuset of cgroup v1 is empty until somebody fills it. */
const shareOf = (used: string, limit: string) => `${used} / (${limit} > 0)`;

export const cpuOfLimit = shareOf(cpuUsed, cpuLimit);

/** The periods are there for containers with a quota alone, and stand still in one that is idle. */
export const throttledShare = shareOf(
  perSecond('container_cpu_cfs_throttled_periods_total'),
  perSecond('container_cpu_cfs_periods_total'),
);

export const memoryInUse = latest('container_memory_working_set_bytes');
export const memoryUnreclaimable = latest('container_memory_unreclaimable_bytes');
export const memoryLimit = latest('container_memory_effective_limit_bytes');
export const memoryOfLimit = shareOf(memoryUnreclaimable, memoryLimit);

export const pidsOfLimit = shareOf(latest('container_threads'), latest('container_threads_max'));

/** Kills that a container's own counter saw. The counter goes with the cgroup when the container dies of it. */
export const oomKills = inRange('container_oom_events_total');

/** 1 where the runtime noted that a container died of an OOM kill at some time in the range. */
export const diedOfOom = `max by (${oneContainer}) (max_over_time(container_oom_killed{${ofContainer}}[$__range]))`;

export const restarts = inRange('container_restarts_total');

export const unhealthy = `${latest('container_health_status', ', status="unhealthy"')} == 1`;

export const uptime = `time() - ${latest('container_start_time_seconds')}`;

/** From where on a share is trouble: throttled periods, and what is used of a limit. */
export const troubleFrom = { throttled: 0.25, ofLimit: 0.9 } as const;

/** Each kind of trouble that a container can be in, as a condition. */
const troubles = {
  throttled: `${throttledShare} > ${troubleFrom.throttled}`,
  memory: `${memoryOfLimit} > ${troubleFrom.ofLimit}`,
  'oom-kill': `${oomKills} > 0`,
  'oom-death': `${diedOfOom} == 1`,
  unhealthy,
  restarts: `${restarts} > 0`,
  pids: `${pidsOfLimit} > ${troubleFrom.ofLimit}`,
} as const;

/** How many kinds of trouble a container is in; nothing for one without trouble. */
export const troubleCount = `count by (${oneContainer}) (\n  ${Object.entries(troubles)
  .map(([name, condition]) => `label_replace(${condition}, "trouble", "${name}", "", "")`)
  .join('\n  or ')}\n)`;
