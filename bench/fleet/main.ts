import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { repository } from '../paths.js';
import { startFleetPrometheus } from './prometheus.js';
import { expositionOf, readRecording, serveRecorded } from './recorded-exporters.js';

/**
 * What a fleet costs a Prometheus: recorded exporters, served by this process, to a real one of this machine.
 * `npm run bench:fleet -- --hosts=200 --containers=10 --keep=all`
 */

const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '200' },
    containers: { type: 'string', default: '10' },
    interval: { type: 'string', default: '15' },
    minutes: { type: 'string', default: '5' },
    // A list of docs/lean.md: all (what alerts and dashboards read) or alerts. Without it everything is kept.
    keep: { type: 'string' },
    rules: { type: 'boolean', default: false },
  },
});
const whole = (name: 'hosts' | 'containers' | 'interval' | 'minutes') => {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${name}: '${values[name]}' is not a whole number from 1`);
  return value;
};

/** A list of docs/lean.md. */
function keepList(name: string): string {
  const [, list] =
    new RegExp(`<!-- begin keep ${name} -->[\\s\\S]*?regex: (\\S+)`).exec(
      readFileSync(join(repository, 'docs/lean.md'), 'utf8'),
    ) ?? [];
  if (list === undefined) throw new Error(`--keep: docs/lean.md has no list '${name}', expected all or alerts`);
  return list;
}

const [hosts, containers, interval, minutes] = [
  whole('hosts'),
  whole('containers'),
  whole('interval'),
  whole('minutes'),
];
const recording = readRecording();
const server = await serveRecorded(recording, containers);
const { port } = server.address() as AddressInfo;
const directory = mkdtempSync(join(tmpdir(), 'fleet-'));
const job = {
  ...{ port, hosts, interval },
  keep: values.keep === undefined ? undefined : keepList(values.keep),
  ruleFiles: values.rules ? [join(repository, 'alerts/*.yml')] : [],
};
const prometheus = await startFleetPrometheus(job, `127.0.0.1:${port + 1}`, directory);
try {
  // The first scrapes make the series; what follows is the usual course.
  await sleep(minutes * 60_000 * 0.4);
  const cpuBefore = prometheus.cpu();
  const half = minutes * 60 * 0.6;
  await sleep(half * 1000);
  const up = await prometheus.value('sum(up{job="container-exporter"})');
  const series = await prometheus.value('prometheus_tsdb_head_series');
  const samples = await prometheus.value(`rate(prometheus_tsdb_head_samples_appended_total[${Math.floor(half)}s])`);
  const memory = prometheus.memory();
  const cores = (prometheus.cpu() - cpuBefore) / half;
  const bytes = Buffer.byteLength(expositionOf(recording, 0, containers, 0));
  console.log(
    [
      `${hosts} hosts of ${containers} containers, each ${interval} s, ${values.keep ?? 'everything'} kept${values.rules ? ', all rules' : ''}:`,
      `${up} answer, ${bytes} bytes a scrape (without comments), ${series} series, ${Math.round(samples)} samples/s,`,
      `${Math.round(memory / 2 ** 20)} MiB (${Math.round(memory / series)} bytes a series), ${cores.toFixed(2)} cores`,
    ].join('\n  '),
  );
} finally {
  await prometheus.stop();
  server.close();
  rmSync(directory, { recursive: true });
}
