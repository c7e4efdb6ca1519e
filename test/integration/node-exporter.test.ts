import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Where scripts leave what they found; one file, as both read all of them. */
const textfiles = mkdtempSync(join(tmpdir(), 'textfiles-'));

/** Its defaults, as upstream builds them (Debian leaves out lo, /run, /mnt and /media), and what is off by default in both. */
const flags = [
  '--web.disable-exporter-metrics',
  '--collector.interrupts',
  '--collector.processes',
  `--collector.textfile.directory=${textfiles}`,
  '--collector.diskstats.device-exclude=^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\\d+n\\d+p)\\d+$',
  '--collector.netdev.device-exclude=^$',
  // From netlink it takes drops without those that were missed, and errors by another sum than net/dev shows.
  '--no-collector.netdev.netlink',
  '--collector.netclass.ignored-devices=^veth',
  `--collector.netstat.fields=${upstreamNetstat}`,
  '--collector.filesystem.mount-points-exclude=^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)',
];

/** What theirs has and ours has not, and why. */
const notOurs: readonly (readonly [families: RegExp, reason: string])[] = [
  [/^node_(?:exporter|scrape_collector)_/, 'about node_exporter itself'],
  [/^node_timex_/, 'adjtimex is a system call that Node.js does not have'],
  [/^node_systemd_/, "Debian's build has it on, upstream not; it asks systemd over D-Bus"],
  [
    /^node_(?:ipvs|nfs|nfsd|xfs|btrfs|zfs|bcache|infiniband|fibrechannel|tape|drbd)_/,
    'special hardware and file systems',
  ],
  [/^node_processes_threads_state$/, 'reads each thread of the host'],
];

/** What ours has and theirs has not. */
const notTheirs =
  /^node_(?:ephemeral_ports|network_properties_visible|clock_synchronized|kernel_hung_task|filesystem_hung)/;

/** Families that upstream has and Debian's 1.5 has not. */
const newer =
  /^node_(?:softnet_(?:cpu_collision|received_rps|flow_limit_count)_total|softnet_backlog_len|cpu_online|network_receive_nohandler_total|filesystem_(?:mount_info|purgeable_bytes)|disk_device_mapper_backing_device_info)\b/;

const backup = `# HELP node_backup_size_bytes Size of the last backup.
# TYPE node_backup_size_bytes gauge
node_backup_size_bytes{job="a",set="b"} 1.5e3
# TYPE node_backup_runs_total counter
node_backup_runs_total 7
node_backup_untyped{path="C:\\\\x"} -1
`;

type Series = Map<string, { readonly value: number; readonly type: string | undefined }>;

let nodeExporter: NodeExporter | undefined;

const rootfs = createRootfsReader('/');

beforeAll(async () => {
  writeFileSync(join(textfiles, 'backup.prom'), backup);
  nodeExporter = await startNodeExporter(flags);
});
afterAll(async () => {
  await nodeExporter?.stop();
  rmSync(textfiles, { recursive: true });
});

test('every series of node_exporter has its equal in name, labels, type and value', async () => {
  const agreed = new Set<string>();
  let disagreed = await compareOnce(agreed);
  for (let round = 1; round < mostRounds && Object.keys(disagreed).length > 0; round++) {
    disagreed = await compareOnce(agreed);
  }
  expect(disagreed).toEqual({});
  // So many that few collectors can have said nothing.
  expect(agreed.size).toBeGreaterThan(250);
  for (const family of [
    /^node_backup_size_bytes\{/,
    /^node_os_info/,
    /^node_netstat_Tcp_RetransSegs$/,
    /^node_network_up\{/,
  ]) {
    expect([...agreed].filter((series) => family.test(series))).not.toEqual([]);
  }
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
    if (same || (!their && (notTheirs.test(series) || newer.test(series)))) agreed.add(series);
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
const newerLabels: Readonly<Record<string, readonly string[]>> = {
  node_network_info: ['adminstate'],
  node_disk_info: ['rotational'],
  node_nvme_info: ['cntlid'],
};

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
    textfileDirectories: [textfiles],
    isTaken: () => false,
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
    if (!name.startsWith('node_') || notOurs.some(([families]) => families.test(name))) continue;
    for (const sample of samples) {
      series.set(seriesOf(name, sample.labels), { value: sample.value, type: type === 'untyped' ? 'unknown' : type });
    }
  }
  return series;
}
