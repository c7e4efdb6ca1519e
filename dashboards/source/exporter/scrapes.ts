import { colours } from '../colours.js';
import { figure } from '../figure.js';
import { latest } from '../host-expressions.js';
import { list } from '../list.js';
import { ofHost, oneHost } from '../selectors.js';
import { badFromOne, worseFrom } from '../thresholds.js';
import { trend } from '../trend.js';
import { units } from '../units.js';

export const scrapePanels = () => [
  figure({
    title: 'Exporters up',
    description: 'Exporters that answered the last scrape.',
    unit: units.count,
    expr: `sum(up{${ofHost}})`,
    span: 6,
  }),
  figure({
    title: 'Exporters down',
    description: 'Exporters that did not. Prometheus says why under Status, Targets.',
    unit: units.count,
    expr: `sum(up{${ofHost}} == bool 0)`,
    thresholds: badFromOne,
    span: 6,
  }),
  figure({
    title: 'Failing collectors',
    description: 'Collectors that failed for something in the last scrape, or were left out for being late.',
    unit: units.count,
    expr: `sum(container_exporter_collector_success{${ofHost}} == bool 0)`,
    thresholds: worseFrom(1),
    span: 6,
  }),
  figure({
    title: 'Longest scrape',
    description: 'The longest of all instances now, as Prometheus measures it. Its own timeout is 10 s by default.',
    unit: units.seconds,
    expr: `max(scrape_duration_seconds{${ofHost}})`,
    thresholds: worseFrom(1, 5),
    span: 6,
  }),
  trend({
    title: 'Scrape duration',
    description: 'How long scrapes take, as Prometheus measures it.',
    unit: units.seconds,
    lines: [{ expr: latest('scrape_duration_seconds'), legend: '{{instance}}' }],
  }),
  trend({
    title: 'Samples',
    description: 'Samples in a scrape: what Prometheus has to store. It goes with the number of containers.',
    unit: units.count,
    lines: [{ expr: latest('scrape_samples_scraped'), legend: '{{instance}}' }],
  }),
  list({
    title: 'Versions',
    description: 'The version of each exporter, and of the Node.js that runs it.',
    labels: { instance: 'Instance', job: 'Job', version: 'Version', node_version: 'Node.js' },
    columns: [
      {
        name: 'Build',
        expr: `max by (${oneHost}, version, node_version) (container_exporter_build_info{${ofHost}})`,
        unit: units.count,
        labelsOnly: true,
      },
    ],
    sortBy: 'Instance',
    leastFirst: true,
    height: 6,
    span: 12,
  }),
  list({
    title: 'Collectors that fail now',
    description: 'Their samples may be missing. The log of the exporter says why, once, with the path. Empty is well.',
    labels: { instance: 'Instance', collector: 'Collector' },
    hiddenLabels: ['job'],
    columns: [
      {
        name: 'Success',
        expr: `max by (${oneHost}, collector) (container_exporter_collector_success{${ofHost}} == 0)`,
        unit: units.count,
        labelsOnly: true,
      },
    ],
    sortBy: 'Instance',
    leastFirst: true,
    height: 6,
    span: 12,
  }),
  trend({
    title: 'Collectors that fail',
    description: 'Collectors that failed at some scrape. A short spike is a container that went while it was read.',
    unit: units.count,
    lines: [
      {
        expr: `sum by (${oneHost}, collector) (container_exporter_collector_success{${ofHost}} == bool 0) > 0`,
        legend: '{{collector}}, {{instance}}',
        colour: colours.bad,
      },
    ],
  }),
  trend({
    title: 'Slowest collectors',
    description:
      'The five that take longest at each time. What is expensive and not needed can be turned off (--no-collector.<name>).',
    unit: units.seconds,
    lines: [
      {
        expr: `topk(5, ${latest('container_exporter_collector_duration_seconds', { by: 'collector' })})`,
        legend: '{{collector}}, {{instance}}',
      },
    ],
  }),
];
