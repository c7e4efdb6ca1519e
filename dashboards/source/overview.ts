import { containerAnnotations } from './annotations.js';
import {
  cpuOfLimit,
  cpuUsed,
  diedOfOom,
  latest,
  memoryInUse,
  memoryOfLimit,
  oomKills,
  pidsOfLimit,
  restarts,
  throttledShare,
  troubleCount,
  troubleFrom,
  unhealthy,
  uptime,
} from './container-expressions.js';
import { figure } from './figure.js';
import { frame } from './frame.js';
import { dockerDiskUsed } from './host-expressions.js';
import { uids } from './links.js';
import { list } from './list.js';
import { ofContainer, ofHost, oneContainer } from './selectors.js';
import { healthWords, stateWords } from './state-words.js';
import { badFromOne, ofLimit, throttling, worseFrom } from './thresholds.js';
import { trend } from './trend.js';
import { units } from './units.js';
import { containerVariables } from './variables.js';
import { worstFirst } from './worst-first.js';

const containerLegend = '{{name}} on {{instance}}';

const numbers = () => [
  figure({
    title: 'Exporters that answer',
    description: 'Hosts whose exporter answered the last scrape.',
    unit: units.count,
    expr: `sum(up{${ofHost}})`,
  }),
  figure({
    title: 'Exporters that do not',
    description: 'Hosts that nothing is known of now. What they ran is missing on this page.',
    unit: units.count,
    expr: `sum(up{${ofHost}} == bool 0)`,
    thresholds: badFromOne,
  }),
  figure({
    title: 'Containers that run',
    description: 'Containers that have a cgroup now, those that are paused too.',
    unit: units.count,
    // None is 0 only where an exporter says so: it answers.
    expr: `count(container_last_seen{${ofContainer}}) or 0 * sum(up{${ofHost}} == 1)`,
  }),
  figure({
    title: 'Throttled',
    description: `Containers whose CPU quota stopped them in more than ${troubleFrom.throttled * 100} % of periods.`,
    unit: units.count,
    expr: `sum((${throttledShare}) > bool ${troubleFrom.throttled})`,
    thresholds: worseFrom(1),
    none: 'no quotas seen',
  }),
  figure({
    title: 'Near OOM',
    description: `Containers whose unreclaimable memory is more than ${troubleFrom.ofLimit * 100} % of their limit.`,
    unit: units.count,
    expr: `sum((${memoryOfLimit}) > bool ${troubleFrom.ofLimit})`,
    thresholds: badFromOne,
  }),
  figure({
    title: 'OOM kills on hosts',
    description:
      'Processes that the kernels killed in the time range for want of memory, in containers that are gone and outside of containers too.',
    unit: units.count,
    expr: `round(sum(increase(node_vmstat_oom_kill{${ofHost}}[$__range])))`,
    thresholds: badFromOne,
  }),
  figure({
    title: 'Unhealthy',
    description: 'Containers whose health check fails now. Starting ones are not counted.',
    unit: units.count,
    expr: `sum(container_health_status{${ofContainer}, status="unhealthy"})`,
    thresholds: badFromOne,
  }),
  figure({
    title: 'Collectors that fail',
    description: 'What exporters could not read in the last scrape. See the Exporter dashboard for which.',
    unit: units.count,
    expr: `sum(container_exporter_collector_success{${ofHost}} == bool 0)`,
    thresholds: worseFrom(1),
  }),
];

const worst = () => [
  worstFirst({
    title: 'Throttled by their CPU quota',
    description:
      'Share of periods in which a container stood still as its quota was used up. Those at the top answer slowly. Click one for all about it.',
    unit: units.share,
    expr: throttledShare,
    legend: containerLegend,
    thresholds: throttling,
    max: 1,
    ofContainers: true,
    none: 'no quotas seen',
  }),
  worstFirst({
    title: 'Nearest to an OOM kill',
    description: 'Memory that cannot be reclaimed, of the limit. At 100 % the kernel kills. Page cache is not counted.',
    unit: units.share,
    expr: memoryOfLimit,
    legend: containerLegend,
    thresholds: ofLimit,
    max: 1,
    ofContainers: true,
  }),
  worstFirst({
    title: 'Fullest disks with Docker data',
    description: "Used space of the filesystems that hold Docker's data. See the Disk dashboard for what fills them.",
    unit: units.share,
    expr: dockerDiskUsed,
    legend: '{{mountpoint}} on {{instance}}',
    thresholds: ofLimit,
    max: 1,
    none: 'unknown',
  }),
  worstFirst({
    title: 'OOM kills in containers that live on',
    description:
      'Processes killed in the time range while their container went on: it may look well, but a part of it is dead.',
    unit: units.count,
    expr: `${oomKills} > 0`,
    legend: containerLegend,
    thresholds: badFromOne,
    ofContainers: true,
  }),
  worstFirst({
    title: 'Died of an OOM kill',
    description:
      'Containers whose runtime noted an OOM kill in the time range, whether or not they were started again.',
    unit: units.count,
    expr: `${diedOfOom} == 1`,
    legend: containerLegend,
    thresholds: badFromOne,
    ofContainers: true,
  }),
  worstFirst({
    title: 'Restarting',
    description: 'Restarts by the restart policy in the time range. Those at the top crash again and again.',
    unit: units.count,
    expr: `${restarts} > 0`,
    legend: containerLegend,
    thresholds: worseFrom(1, 3),
    ofContainers: true,
  }),
  worstFirst({
    title: 'Unhealthy containers',
    description: 'Containers whose health check fails, by how often in a row.',
    unit: units.count,
    expr: `${latest('container_health_failing_streak')} and (${unhealthy})`,
    legend: containerLegend,
    thresholds: badFromOne,
    ofContainers: true,
  }),
  worstFirst({
    title: 'Nearest to their CPU limit',
    description:
      'CPU in use, of what can be used at most. At 100 % a container gets no more; without a quota the limit is the whole machine.',
    unit: units.share,
    expr: cpuOfLimit,
    legend: containerLegend,
    thresholds: ofLimit,
    max: 1,
    ofContainers: true,
  }),
  worstFirst({
    title: 'Nearest to their pids limit',
    description: 'Threads, of the most allowed. At 100 % no thread or process can be started.',
    unit: units.share,
    expr: pidsOfLimit,
    legend: containerLegend,
    thresholds: ofLimit,
    max: 1,
    ofContainers: true,
    none: 'no limits seen',
  }),
];

const all = () => [
  list({
    title: 'All containers',
    description:
      'Troubles counts what is wrong: throttled, near OOM, OOM kills, died of OOM, unhealthy, restarts, near the pids limit. Most first. An empty field: not known, or there is no such limit. Click a name for all about it.',
    labels: {
      name: 'Container',
      instance: 'Instance',
      state: 'State',
      status: 'Health',
    },
    hiddenLabels: ['job'],
    mappings: { State: stateWords, Health: healthWords },
    columns: [
      { name: 'Troubles', expr: troubleCount, unit: units.count, thresholds: badFromOne },
      {
        name: 'Is in state',
        expr: `max by (${oneContainer}, state) (container_state{${ofContainer}} == 1)`,
        unit: units.count,
        labelsOnly: true,
      },
      {
        name: 'Has health',
        expr: `max by (${oneContainer}, status) (container_health_status{${ofContainer}} == 1)`,
        unit: units.count,
        labelsOnly: true,
      },
      { name: 'Up for', expr: uptime, unit: units.duration },
      { name: 'CPUs', expr: cpuUsed, unit: units.count },
      { name: 'CPU of limit', expr: cpuOfLimit, unit: units.share, thresholds: ofLimit },
      { name: 'Throttled', expr: throttledShare, unit: units.share, thresholds: throttling },
      { name: 'Memory', expr: memoryInUse, unit: units.bytes },
      { name: 'Unreclaimable of limit', expr: memoryOfLimit, unit: units.share, thresholds: ofLimit },
      { name: 'OOM kills', expr: oomKills, unit: units.count, thresholds: badFromOne },
      { name: 'Restarts', expr: restarts, unit: units.count, thresholds: worseFrom(1, 3) },
      { name: 'Pids of limit', expr: pidsOfLimit, unit: units.share, thresholds: ofLimit },
    ],
    sortBy: 'Troubles',
    ofContainers: true,
    height: 14,
  }),
];

const project = 'container_label_com_docker_compose_project';

const byProject = () => [
  trend({
    title: 'CPU by compose project',
    description: 'CPUs in use. Containers that belong to no project are one series without a name.',
    unit: units.count,
    stacked: true,
    lines: [
      {
        expr: `sum by (${project}) (rate(container_cpu_usage_seconds_total{${ofContainer}}[$__rate_interval]))`,
        legend: `{{${project}}}`,
      },
    ],
  }),
  trend({
    title: 'Memory by compose project',
    description: 'Working sets. Containers that belong to no project are one series without a name.',
    unit: units.bytes,
    stacked: true,
    lines: [
      { expr: `sum by (${project}) (container_memory_working_set_bytes{${ofContainer}})`, legend: `{{${project}}}` },
    ],
  }),
  trend({
    title: 'Containers that run on each instance',
    description: 'A drop: containers ended, or the exporter does not answer.',
    unit: units.count,
    lines: [{ expr: `count by (job, instance) (container_last_seen{${ofContainer}})`, legend: '{{instance}}' }],
    span: 24,
  }),
];

/** The fleet: where is trouble? */
export const overview = () =>
  frame({
    uid: uids.overview,
    title: 'Overview',
    description:
      'All hosts and containers, the worst first: who is throttled, near OOM, killed, unhealthy, filling a disk.',
    variables: containerVariables(),
    annotations: containerAnnotations(),
    rows: { Now: numbers(), 'Worst first': worst(), Containers: all(), 'Over time': byProject() },
  });
