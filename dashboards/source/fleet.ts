import { hostAnnotations } from './annotations.js';
import { figure } from './figure.js';
import { frame } from './frame.js';
import { uids } from './links.js';
import { list } from './list.js';
import { ofHost, oneHost } from './selectors.js';
import { badFromOne, ofLimit, worseFrom } from './thresholds.js';
import { trend } from './trend.js';
import { units } from './units.js';
import { hostVariables } from './variables.js';
import { worstFirst } from './worst-first.js';

/** A recorded series of `alerts/recording.yml` or `alerts/fleet.yml`, so that a page of a thousand hosts reads a few of each. */
const recorded = (name: string, only = '') => `instance:${name}{${ofHost}${only}}`;
const used = (resource: string) => recorded('use_utilization:ratio', `, resource="${resource}"`);
const containers = recorded('containers:count');
const throttled = recorded('containers_throttled:count');
const nearOom = recorded('containers_near_oom:count');

const perHost = (expr: string) => `max by (cluster, ${oneHost}) (${expr})`;
const hostLegend = '{{instance}}';

const numbers = () => [
  figure({
    title: 'Hosts that answer',
    description: 'Hosts whose exporter answered the last scrape.',
    unit: units.count,
    expr: `sum(up{${ofHost}})`,
  }),
  figure({
    title: 'Hosts that do not',
    description: 'Hosts whose exporter did not answer the last scrape. They are missing in all else on this page.',
    unit: units.count,
    expr: `sum(up{${ofHost}} == bool 0)`,
    thresholds: badFromOne,
  }),
  figure({
    title: 'Containers',
    description: 'Containers that run on all hosts together.',
    unit: units.count,
    expr: `sum(${containers})`,
  }),
  figure({
    title: 'CPU in use',
    description: 'The mean of all hosts, each by the share of its cores in use.',
    unit: units.share,
    expr: `avg(${used('cpu')})`,
    thresholds: ofLimit,
  }),
  figure({
    title: 'Memory in use',
    description: 'The mean of all hosts, each by the share of its memory that is not available.',
    unit: units.share,
    expr: `avg(${used('memory')})`,
    thresholds: ofLimit,
  }),
  figure({
    title: 'Throttled containers',
    description: 'Containers that their CPU quota stops in more than a quarter of periods.',
    unit: units.count,
    expr: `sum(${throttled})`,
    thresholds: worseFrom(1),
    none: 'none seen',
  }),
  figure({
    title: 'Containers near OOM',
    description: 'Containers whose unreclaimable memory is more than 90 % of their limit.',
    unit: units.count,
    expr: `sum(${nearOom})`,
    thresholds: badFromOne,
    none: 'none seen',
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
    title: 'CPU',
    description: 'Hosts by the share of their cores in use. At 100 % everything on them waits.',
    unit: units.share,
    expr: used('cpu'),
    legend: hostLegend,
    thresholds: ofLimit,
    max: 1,
  }),
  worstFirst({
    title: 'Memory',
    description: 'Hosts by the share of their memory that is not available.',
    unit: units.share,
    expr: used('memory'),
    legend: hostLegend,
    thresholds: ofLimit,
    max: 1,
  }),
  worstFirst({
    title: 'Busiest disk',
    description: 'Hosts by the share of time in which their busiest disk had work.',
    unit: units.share,
    expr: used('io'),
    legend: hostLegend,
    thresholds: ofLimit,
    max: 1,
  }),
  worstFirst({
    title: 'Docker disk',
    description: "Hosts by how full the fullest filesystem with Docker's data is.",
    unit: units.share,
    expr: used('docker_filesystem'),
    legend: hostLegend,
    thresholds: ofLimit,
    max: 1,
    none: 'unknown',
  }),
  worstFirst({
    title: 'Hosts with throttled containers',
    description: 'Hosts by how many of their containers are stopped by a CPU quota in more than a quarter of periods.',
    unit: units.count,
    expr: throttled,
    legend: hostLegend,
    thresholds: worseFrom(1),
  }),
  worstFirst({
    title: 'Most containers',
    description: 'Hosts by how many containers run on them.',
    unit: units.count,
    expr: containers,
    legend: hostLegend,
  }),
];

const tables = () => [
  list({
    title: 'Clusters',
    description: 'Sums and means of each cluster. Without the label cluster all hosts are one row.',
    labels: { cluster: 'Cluster' },
    columns: [
      { name: 'Hosts', expr: `count by (cluster) (${used('memory')})`, unit: units.count },
      { name: 'Running containers', expr: `sum by (cluster) (${containers})`, unit: units.count },
      { name: 'Mean CPU', expr: `avg by (cluster) (${used('cpu')})`, unit: units.share, thresholds: ofLimit },
      { name: 'Mean memory', expr: `avg by (cluster) (${used('memory')})`, unit: units.share, thresholds: ofLimit },
    ],
    sortBy: 'Mean CPU',
    height: 8,
  }),
  list({
    title: 'All hosts',
    description: 'Each host by its resources, the fullest memory first. An empty field: not known, or none.',
    labels: { instance: 'Instance', cluster: 'Cluster' },
    hiddenLabels: ['job'],
    columns: [
      { name: 'CPU', expr: perHost(used('cpu')), unit: units.share, thresholds: ofLimit },
      { name: 'Memory', expr: perHost(used('memory')), unit: units.share, thresholds: ofLimit },
      { name: 'Disk busy', expr: perHost(used('io')), unit: units.share, thresholds: ofLimit },
      { name: 'Docker disk', expr: perHost(used('docker_filesystem')), unit: units.share, thresholds: ofLimit },
      { name: 'Containers', expr: perHost(containers), unit: units.count },
      { name: 'Throttled', expr: perHost(throttled), unit: units.count, thresholds: worseFrom(1) },
      { name: 'Near OOM', expr: perHost(nearOom), unit: units.count, thresholds: badFromOne },
    ],
    sortBy: 'Memory',
    height: 14,
  }),
];

const overTime = () => [
  trend({
    title: 'Containers by cluster',
    description: 'Containers that run. A drop: containers ended, or hosts do not answer.',
    unit: units.count,
    lines: [{ expr: `sum by (cluster) (${containers})`, legend: '{{cluster}}' }],
  }),
  trend({
    title: 'CPU by cluster',
    description: 'The mean of the hosts of each cluster, each by the share of its cores in use.',
    unit: units.share,
    lines: [{ expr: `avg by (cluster) (${used('cpu')})`, legend: '{{cluster}}' }],
  }),
];

/** Many hosts, worst first. The only one that needs the recording rules. */
export const fleet = () =>
  frame({
    uid: uids.fleet,
    title: 'Fleet',
    description: 'Clusters and hosts, the worst first. It reads recorded series: load the recording rules of alerts/.',
    variables: hostVariables(),
    annotations: hostAnnotations(),
    rows: { Now: numbers(), 'Worst first': worst(), 'Clusters and hosts': tables(), 'Over time': overTime() },
  });
