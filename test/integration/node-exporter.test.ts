import { afterAll, test as base, beforeAll, expect } from 'vitest';
import { collectors } from '../../src/catalogue.js';
import type { CollectorOf } from '../../src/exporters/collector.js';
import { labels } from '../../src/exposition/labels.js';
import { createRootfsReader } from '../../src/kernel/fs/rootfs.js';
import { readMachineCapacity } from '../../src/kernel/proc/machine-capacity.js';
import { createProcReader } from '../../src/kernel/proc/procfs.js';
import { createSysReader } from '../../src/kernel/sys/sysfs.js';
import { createDeadline } from '../../src/scrape/deadline.js';
import { runCollector } from '../../src/scrape/run-collector.js';
import { parseFamilies } from '../support/parse-families.js';
import { type NodeExporter, startNodeExporter } from '../support/real/node-exporter.js';
import { lacking, missingCommand } from '../support/real/requirements.js';

const test = base.skipIf(
  lacking('node_exporter', [missingCommand('prometheus-node-exporter', 'prometheus-node-exporter')]),
);

/**
 * Debian's node_exporter reads this machine beside us. Each round reads ours, theirs and ours again; what theirs says must
 * lie between what ours said before and after, so a figure that stands still must be equal and one that moves may only be as
 * far off as it moved. Gauges can move to and fro between the reads: a series must agree in one round of many.
 */
const mostRounds = 200;

/** Upstream's default of today. */
const upstreamNetstat =
  '^(.*_(InErrors|InErrs)|Ip_Forwarding|Ip(6|Ext)_(InOctets|OutOctets)|Icmp6?_(InMsgs|OutMsgs)|TcpExt_(Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts|TCPOFOQueue|TCPRcvQDrop)|Tcp_(ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)|Udp6?_(InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors))$';

/** The collectors that correspond to our exporters, as upstream builds them (Debian leaves out lo, /run, /mnt and /media). */
const flags = [
  '--web.disable-exporter-metrics',
  '--collector.disable-defaults',
  ...[
    'arp',
    'bonding',
    'conntrack',
    'cpu',
    'diskstats',
    'entropy',
    'filefd',
    'filesystem',
    'loadavg',
    'meminfo',
    'netclass',
    'netdev',
    'netstat',
    'pressure',
    'sockstat',
    'softnet',
    'stat',
    'time',
    'udp_queues',
    'uname',
    'vmstat',
  ].map((name) => `--collector.${name}`),
  '--collector.netdev.device-exclude=^$',
  // From netlink it takes drops without those that were missed, and errors by another sum than net/dev shows.
  '--no-collector.netdev.netlink',
  '--collector.netclass.ignored-devices=^veth',
  `--collector.netstat.fields=${upstreamNetstat}`,
  '--collector.filesystem.mount-points-exclude=^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)',
];

/** What theirs has and ours has not, and why. */
const notOurs: Readonly<Record<string, string>> = {
  node_exporter_build_info: 'about node_exporter itself',
  node_scrape_collector_duration_seconds: 'about node_exporter itself',
  node_scrape_collector_success: 'about node_exporter itself',
  node_time_zone_offset_seconds:
    "the time zone of the exporter's own environment, which is not the host's in a container",
  node_time_clocksource_available_info: 'from sysfs, of which only cgroupfs is read',
  node_time_clocksource_current_info: 'from sysfs, of which only cgroupfs is read',
  node_cpu_core_throttles_total: 'from sysfs, of which only cgroupfs is read',
  node_cpu_package_throttles_total: 'from sysfs, of which only cgroupfs is read',
  node_cpu_isolated: 'from sysfs, of which only cgroupfs is read',
};

/** What ours has and theirs has not. */
const notTheirs = /^node_(?:ephemeral_ports|network_properties_visible)/;

type Series = Map<string, { readonly value: number; readonly type: string | undefined }>;

let nodeExporter: NodeExporter | undefined;

const rootfs = createRootfsReader('/');

beforeAll(async () => {
  nodeExporter = await startNodeExporter(flags);
});
afterAll(() => nodeExporter?.stop());

test('every series of node_exporter has its equal in name, labels, type and value', async () => {
  const agreed = new Set<string>();
  let disagreed = await compareOnce(agreed);
  for (let round = 1; round < mostRounds && Object.keys(disagreed).length > 0; round++) {
    disagreed = await compareOnce(agreed);
  }
  expect(disagreed).toEqual({});
  // So many that none of the fifteen collectors can have said nothing.
  expect(agreed.size).toBeGreaterThan(150);
});

/** Adds the series that agree in this round, and returns those that have not agreed in any, with their values. */
async function compareOnce(agreed: Set<string>): Promise<Record<string, string>> {
  const before = await ours();
  const theirs = await readTheirs();
  const after = await ours();
  const disagreed: Record<string, string> = {};
  for (const series of new Set([...theirs.keys(), ...before.keys()])) {
    const [first, their, last] = [before.get(series), theirs.get(series), after.get(series)];
    const same = first && their && last && first.type === their.type && isBetween(their.value, first.value, last.value);
    if (same || (!their && notTheirs.test(series))) agreed.add(series);
    else if (!agreed.has(series)) {
      disagreed[series] = `theirs ${show(their)}, ours ${show(first)} before and ${show(last)} after`;
    }
  }
  return disagreed;
}

/** Between the two in either order, but for the last digits in which two ways of dividing may differ. */
function isBetween(value: number, one: number, other: number): boolean {
  const slack = Math.abs(value) * 1e-12;
  return value >= Math.min(one, other) - slack && value <= Math.max(one, other) + slack;
}

const show = (sample: { readonly value: number; readonly type: string | undefined } | undefined): string =>
  sample ? `${sample.type} ${sample.value}` : 'none';

/** Labels that upstream has and Debian's 1.5 has not. */
const newerLabels: Readonly<Record<string, readonly string[]>> = { node_network_info: ['adminstate'] };

/** Labels in order of their names; an empty one is the same to Prometheus as none. */
function seriesOf(name: string, given: Readonly<Record<string, string>>): string {
  const known = Object.entries(given).filter(([label]) => !newerLabels[name]?.includes(label));
  const sorted = labels(Object.fromEntries(known.sort(([a], [b]) => (a < b ? -1 : 1))));
  return sorted === '' ? name : `${name}{${sorted}}`;
}

async function ours(): Promise<Series> {
  const hostCollectors = collectors.filter(
    (one): one is CollectorOf<'nothing'> => one.needs === 'nothing' && one.name.startsWith('host-'),
  );
  // Read again, as one reader reads a file once.
  const proc = createProcReader('/proc');
  const shared = {
    proc,
    sys: createSysReader('/sys'),
    rootfs,
    machine: readMachineCapacity(proc),
    now: Date.now() / 1000,
  };
  const deadline = createDeadline(performance.now() + 10_000);
  const runs = await Promise.all(hostCollectors.map((collector) => runCollector(collector, shared, deadline)));
  deadline.end();
  const series: Series = new Map();
  for (const { family, values, labels: rendered } of runs.flatMap(({ samples }) => samples.close(() => undefined))) {
    for (const [i, value] of values.entries()) {
      const text = `# TYPE ${family.name} ${family.type}\n${family.name}{${rendered[i]}} ${value}\n`;
      const [sample] = parseFamilies(text.replace('{}', ''), 'text')[0]?.samples ?? [];
      const key = seriesOf(family.name, sample?.labels ?? {});
      if (series.has(key)) throw new Error(`ours has ${key} twice`);
      series.set(key, { value, type: family.type });
    }
  }
  return series;
}

async function readTheirs(): Promise<Series> {
  const text = await (await fetch(`http://127.0.0.1:${nodeExporter?.port}/metrics`)).text();
  const series: Series = new Map();
  for (const { name, type, samples } of parseFamilies(text, 'text')) {
    if (!name.startsWith('node_') || name in notOurs) continue;
    for (const sample of samples) {
      series.set(seriesOf(name, sample.labels), { value: sample.value, type: type === 'untyped' ? 'unknown' : type });
    }
  }
  return series;
}
