import { counter, gauge } from '../../exposition/family.js';
import { label } from '../../exposition/labels.js';
import type { CpuSpec, CpuStat } from '../../kernel/cgroup/cgroup-reader.js';
import type { Collector } from '../collector.js';
import { eachCgroup } from '../each.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';
import { cpuEffectiveLimit, lineage } from './effective-limits.js';

const usageTime = counter('container_cpu_usage_seconds_total', 'CPU time used.', ['cpu']);
const total = label('cpu', 'total');

const times: Figures<CpuStat> = [
  [counter('container_cpu_user_seconds_total', 'CPU time used in user mode.'), ({ user }) => user],
  [counter('container_cpu_system_seconds_total', 'CPU time used in kernel mode.'), ({ system }) => system],
];

/** Without a quota there are no periods: zeros would look like a container that is never throttled. */
const throttling: Figures<CpuStat> = [
  [
    counter('container_cpu_cfs_periods_total', 'CFS periods that have passed, while a quota is set.'),
    ({ periods }) => periods,
  ],
  [
    counter(
      'container_cpu_cfs_throttled_periods_total',
      'CFS periods in which the container had used up its quota and was frozen for the rest.',
    ),
    ({ throttledPeriods }) => throttledPeriods,
  ],
  [
    counter(
      'container_cpu_cfs_throttled_seconds_total',
      'Time for which the tasks of the container were frozen, summed over CPUs.',
    ),
    ({ throttledTime }) => throttledTime,
  ],
  [
    counter('container_cpu_cfs_burst_periods_total', 'CFS periods in which saved-up quota was used.'),
    ({ burstPeriods }) => burstPeriods,
  ],
  [
    counter('container_cpu_cfs_burst_seconds_total', 'CPU time used above the quota in such periods.'),
    ({ burstTime }) => burstTime,
  ],
];

const specs: Figures<CpuSpec> = [
  [gauge('container_spec_cpu_period', 'CFS period, in microseconds.'), ({ period }) => period],
  [
    gauge('container_spec_cpu_quota', 'CFS quota in microseconds a period; absent without a quota.'),
    ({ quota }) => (quota === Number.POSITIVE_INFINITY ? undefined : quota),
  ],
];

const specShares = gauge('container_spec_cpu_shares', 'CPU shares: the weight against its siblings, 1024 by default.');
const heldBack = counter(
  'container_cpu_held_back_seconds_total',
  "Time for which tasks of the container wanted to run and a quota kept them from it, its own or an ancestor's, summed over CPUs (v2, Linux 6.6).",
);
const effectiveLimit = gauge(
  'container_cpu_effective_limit_cores',
  'CPUs that can be used at most: the least of its own quota, those of its ancestors, its cpuset and the machine.',
);

export const cpu: Collector = {
  name: 'cpu',
  help: 'CPU time, throttling and limits, from the cpu and cpuacct controllers',
  enabledByDefault: true,
  needs: 'containers',
  families: [usageTime, ...familiesOf(times, throttling, specs), heldBack, specShares, effectiveLimit],
  collect: (scrape) =>
    eachCgroup(scrape, ({ path, runtime }, emit) => {
      const { cgroups, machine, choices } = scrape;
      const stat = cgroups.cpu(path);
      const spec = cgroups.cpuSpec(path);
      const perCpu = choices.cpuUsage === 'per-cpu' ? cgroups.cpuUsageByCpu(path) : undefined;
      if (perCpu) for (const [cpu, seconds] of perCpu.entries()) emit(usageTime, seconds, nameOfCpu(cpu));
      else emit(usageTime, stat?.usage, total);
      emitFigures(times, stat, emit);
      emitFigures(specs, spec, emit);
      // The runtime knows the requested shares; on v2 the kernel only has the converted weight.
      emit(specShares, runtime ? ({ metadata }) => metadata?.inspect?.cpuShares ?? spec.shares : spec.shares);
      emit(effectiveLimit, cpuEffectiveLimit(path, cgroups, machine));
      if (Number.isFinite(spec.quota)) emitFigures(throttling, stat, emit);
      // Without a quota on it or an ancestor, nothing can throttle it.
      if (lineage(path).some((cgroup) => Number.isFinite(cgroups.cpuSpec(cgroup).quota))) {
        emit(heldBack, cgroups.cpuHeldBack(path));
      }
    }),
};

const namesOfCpus: string[] = [];

/** As cAdvisor writes it: `cpu="cpu00"`. */
function nameOfCpu(cpu: number): string {
  namesOfCpus[cpu] ??= label('cpu', `cpu${String(cpu).padStart(2, '0')}`);
  return namesOfCpus[cpu];
}
