import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, it as base, beforeAll, describe, expect } from 'vitest';
import { counter, type Family, gauge, unknown } from '../../src/exposition/family.js';
import { labels } from '../../src/exposition/labels.js';
import { contentTypes, type Format } from '../../src/exposition/negotiate.js';
import { createSamples, hostColumns } from '../../src/exposition/samples.js';
import { writeExposition } from '../../src/exposition/text-writer.js';
import { type ServingExporter, serveExporter } from '../support/real/exporter-process.js';
import { type RunningPrometheus, type ScrapeJob, scrapeOf, startPrometheus } from '../support/real/prometheus.js';
import { lacking, missingCommand } from '../support/real/requirements.js';
import { until } from '../support/until.js';

/** Debian's Prometheus scrapes the exporter, and some samples made to be hard, in both formats. */
const it = base.skipIf(
  lacking('Prometheus', [missingCommand('prometheus', 'prometheus'), missingCommand('promtool', 'prometheus')]),
);

const formats: readonly Format[] = ['text', 'openmetrics'];

const hardLabels = ['q"\\\n', '\\n', '\ud800 é 漢 😀', '\r\t\u0001 ', 'n\0l', '{}#,="'];
const hardValues = [0, 1e21, 5e-324, -1.7976931348623157e308, 2 ** 53, 0.1 + 0.2];
const clashing: readonly Family[] = [
  gauge('x', 'A "help" \\ of\ntwo lines.'),
  counter('x_total', 'Would be x in OpenMetrics.'),
  gauge('y_created', 'As a counter y might have.'),
  counter('y_total', 'One.'),
  gauge('z_total', 'A gauge in spite of its name.'),
  gauge('w_info', 'A gauge in spite of its name.'),
  counter('failcnt', 'A counter in spite of its name.'),
  counter('v_seconds_total', 'With a unit.'),
  unknown('u_bytes', 'With a unit.'),
];

function hardExposition(format: Format): Buffer {
  const samples = createSamples();
  for (const family of clashing) samples.add(family, 1, undefined);
  hardLabels.forEach((text, i) => {
    samples.add(gauge('hard', 'Hard to write.'), hardValues[i], undefined, labels({ text }));
  });
  return Buffer.concat([...writeExposition(hostColumns(samples), format)].map((chunk) => Buffer.from(chunk)));
}

let exporter: ServingExporter;
let front: Server;
let prometheus: RunningPrometheus;

/** Gives the hard samples as they are, and what the exporter answers to a scraper that knows only one format. */
async function startFront(): Promise<number> {
  front = createServer(async (request, response) => {
    const [, what, format] = (request.url ?? '').split('/') as [string, string, Format];
    const answer =
      what === 'hard'
        ? undefined
        : await fetch(`${exporter.url}/metrics`, { headers: { Accept: contentTypes[format] } });
    response.setHeader('Content-Type', answer?.headers.get('content-type') ?? contentTypes[format]);
    response.end(answer ? Buffer.from(await answer.arrayBuffer()) : hardExposition(format));
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  return (front.address() as AddressInfo).port;
}

const query = (expression: string) => prometheus.instant(expression);

beforeAll(async () => {
  exporter = await serveExporter();
  const front = `http://127.0.0.1:${await startFront()}`;
  const jobs: ScrapeJob[] = formats.flatMap((format) => [
    { ...scrapeOf(`exporter-${format}`, front), metrics_path: `/exporter/${format}` },
    { ...scrapeOf(`hard-${format}`, front), metrics_path: `/hard/${format}` },
  ]);
  // And as Prometheus itself asks, with its own headers and compression.
  jobs.push(scrapeOf('direct', exporter.url));
  prometheus = await startPrometheus(jobs, 1);
  await until('each was scraped three times', async () => {
    return (await query('count_over_time(up[1m]) >= 3')).length === jobs.length;
  });
});

afterAll(async () => {
  await prometheus?.stop();
  front?.close();
  await exporter?.stop();
});

describe('Prometheus', () => {
  it('takes every scrape', async () => {
    const { activeTargets } = await prometheus.ask<{
      activeTargets: { labels: { job: string }; health: string; lastError: string }[];
    }>('targets');
    expect(activeTargets.map(({ labels: { job }, health, lastError }) => [job, health, lastError]).sort()).toEqual([
      ['direct', 'up', ''],
      ['exporter-openmetrics', 'up', ''],
      ['exporter-text', 'up', ''],
      ['hard-openmetrics', 'up', ''],
      ['hard-text', 'up', ''],
    ]);
  });

  it('rejects no sample', async () => {
    const own = await (await fetch(`${prometheus.url}/metrics`)).text();
    const rejected =
      own.match(/^prometheus_target_scrapes?_.*(duplicate|out_of|exceeded|failed|invalid).* \d+$/gm) ?? [];
    expect(rejected.length).toBeGreaterThanOrEqual(4);
    expect(rejected.filter((line) => !line.endsWith(' 0'))).toEqual([]);
    for (const { metric, values } of await query('scrape_samples_scraped{job=~"hard-.*"}')) {
      expect([metric.job, values[0]]).toEqual([metric.job, clashing.length + hardLabels.length]);
    }
  });

  it('takes as many samples as are served', async () => {
    const served = async () => (await (await fetch(`${exporter.url}/metrics`)).text()).match(/^[^#\n]/gm)?.length;
    const taken = await until('nothing came or went between two scrapes', async () => {
      const before = await served();
      await sleep(2500);
      const scraped = await query('scrape_samples_post_metric_relabeling{job!~"hard-.*"}');
      const counts = scraped.map(({ values }) => values[0]);
      const after = await served();
      return before === after && counts.every((count) => count === before) && counts;
    });
    expect(taken).toHaveLength(3);
  });

  it.each(formats)('reads names, labels and values as they were (%s)', async (format) => {
    const hard = await query(`hard{job="hard-${format}"}`);
    const read = new Map(hard.map(({ metric, values }) => [metric.text, values[0]]));
    const written = hardLabels.map((text, i) => [Buffer.from(text).toString(), hardValues[i]] as const);
    expect(read).toEqual(new Map(written));
    const others = await query(`{job="hard-${format}",__name__!~"up|hard|scrape_.*"}`);
    expect(others.map(({ metric }) => metric.__name__).sort()).toEqual(clashing.map(({ name }) => name).sort());
  });

  it('gets the same series in both formats', async () => {
    const names = async (format: Format) =>
      (await query(`count by (__name__) ({job="exporter-${format}",__name__!~"scrape_.*"})`))
        .map(({ metric }) => metric.__name__)
        .sort();
    const [text, openmetrics] = await Promise.all([names('text'), names('openmetrics')]);
    expect(text.length).toBeGreaterThan(100);
    expect(openmetrics).toEqual(text);
  });

  it('learns types and units from OpenMetrics', async () => {
    const metadata = await prometheus.ask<{ metric: string; type: string; unit: string; help: string }[]>(
      'targets/metadata',
      {
        match_target: '{job="hard-openmetrics"}',
      },
    );
    expect(metadata.map(({ metric, type, unit }) => `${metric} ${type} ${unit}`).sort()).toEqual([
      'failcnt unknown ',
      'hard gauge ',
      'u_bytes unknown bytes',
      'v_seconds counter seconds',
      'w_info gauge ',
      'x gauge ',
      'x_total unknown ',
      'y_created gauge ',
      'y_total unknown ',
      'z_total gauge ',
    ]);
    expect(metadata.find(({ metric }) => metric === 'x')?.help).toBe('A "help" \\ of\ntwo lines.');
  });
});

it("satisfies promtool, but for the names that are cAdvisor's, node_exporter's and prom-client's", async () => {
  const input = await (await fetch(`${exporter.url}/metrics`)).text();
  let complaints = '';
  try {
    execFileSync('promtool', ['check', 'metrics'], { input, stdio: 'pipe' });
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: Buffer; stderr: Buffer };
    // 3 is promtool's status for names that are not to its taste, 1 for an exposition that it cannot read.
    expect(status).toBe(3);
    complaints = `${stdout}${stderr}`;
  }
  const known = [
    /^container_memory_failcnt counter metrics should have/,
    /^container_fs_inodes_total non-counter/,
    /^cadvisor_version_info label names should be written in 'snake_case'/,
    /^container_network_(tcp|tcp6|udp|udp6)_usage_total non-counter/,
    /^node_entropy_(available|pool_size)_bits use base unit/,
    /^node_(memory|netstat)_\w+ metric names should be written in 'snake_case'/,
    /^nodejs_active_(handles|resources)_total non-counter/,
  ];
  const unexpected = complaints
    .split('\n')
    .filter((line) => line !== '' && !known.some((pattern) => pattern.test(line)));
  expect(unexpected).toEqual([]);
});
