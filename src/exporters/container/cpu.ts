import { counter, gauge } from '../../exposition/family.js';
import { label } from '../../exposition/labels.js';
import type { CgroupExporter } from '../collector.js';
import { cpuEffectiveLimit } from './effective-limits.js';

const usage = counter('container_cpu_usage_seconds_total', 'CPU time used.', ['cpu']);
const user = counter('container_cpu_user_seconds_total', 'CPU time used in user mode.');
const system = counter('container_cpu_system_seconds_total', 'CPU time used in kernel mode.');
const periods = counter('container_cpu_cfs_periods_total', 'CFS periods that have passed, while a quota is set.');
const throttledPeriods = counter(
  'container_cpu_cfs_throttled_periods_total',
  'CFS periods in which the container had used up its quota and was frozen for the rest.',
);
const throttledTime = counter(
  'container_cpu_cfs_throttled_seconds_total',
  'Time for which the tasks of the container were frozen, summed over CPUs.',
);
const burstPeriods = counter('container_cpu_cfs_burst_periods_total', 'CFS periods in which saved-up quota was used.');
const burstTime = counter('container_cpu_cfs_burst_seconds_total', 'CPU time used above the quota in such periods.');
const specPeriod = gauge('container_spec_cpu_period', 'CFS period, in microseconds.');
const specQuota = gauge('container_spec_cpu_quota', 'CFS quota in microseconds a period; absent without a quota.');
const specShares = gauge('container_spec_cpu_shares', 'CPU shares: the weight against its siblings, 1024 by default.');
const effectiveLimit = gauge(
  'container_cpu_effective_limit_cores',
  'CPUs that can be used at most: the least of its own quota, those of its ancestors, its cpuset and the machine.',
);

const total = label('cpu', 'total');

export const cpu: CgroupExporter = {
  name: 'cpu',
  help: 'CPU time, throttling and limits, from the cpu and cpuacct controllers',
  scope: 'cgroup',
  enabledByDefault: true,
  families: [
    usage,
    user,
    system,
    periods,
    throttledPeriods,
    throttledTime,
    burstPeriods,
    burstTime,
    specPeriod,
    specQuota,
    specShares,
    effectiveLimit,
  ],
  collect({ cgroup, metadata }, { emit, cgroups, machine }) {
    const stat = cgroups.cpu(cgroup.path);
    const spec = cgroups.cpuSpec(cgroup.path);
    emit(usage, stat?.usage, total);
    emit(user, stat?.user);
    emit(system, stat?.system);
    emit(specPeriod, spec.period);
    emit(specShares, metadata?.inspect?.cpuShares ?? spec.shares);
    emit(effectiveLimit, cpuEffectiveLimit(cgroup.path, cgroups, machine));

    // Without a quota there are no periods: the kernel's zeros would look like a container that is never throttled.
    if (spec.quota === undefined || spec.quota === Number.POSITIVE_INFINITY) return;
    emit(specQuota, spec.quota);
    emit(periods, stat?.periods);
    emit(throttledPeriods, stat?.throttledPeriods);
    emit(throttledTime, stat?.throttledTime);
    emit(burstPeriods, stat?.burstPeriods);
    emit(burstTime, stat?.burstTime);
  },
};
