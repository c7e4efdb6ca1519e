import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test as base, beforeAll, expect } from 'vitest';
import { type NodeQuery, nodeQueries } from '../support/node-queries.js';
import { type ServingExporter, serveExporter } from '../support/real/exporter-process.js';
import { type NodeExporter, startNodeExporter } from '../support/real/node-exporter.js';
import { type RunningPrometheus, scrapeOf, startPrometheus } from '../support/real/prometheus.js';
import { lacking, missingCommand } from '../support/real/requirements.js';
import { until } from '../support/until.js';

/** A real Prometheus scrapes both: what has data from node_exporter has data from ours, by the same labels. */
const test = base.skipIf(
  lacking('node_exporter and Prometheus', [
    missingCommand('prometheus-node-exporter', 'prometheus-node-exporter'),
    missingCommand('prometheus', 'prometheus'),
  ]),
);

const textfiles = mkdtempSync(join(tmpdir(), 'textfiles-'));
let exporter: ServingExporter;
let nodeExporter: NodeExporter | undefined;
let prometheus: RunningPrometheus;

beforeAll(async () => {
  writeFileSync(join(textfiles, 'a.prom'), 'from_a_script 1\n');
  const shared = ['processes', 'interrupts'];
  const directory = `--collector.textfile.directory=${textfiles}`;
  const ours = ['--docker.host=none', directory, ...shared.map((name) => `--collector.host-${name}`)];
  exporter = await serveExporter(ours);
  nodeExporter = await startNodeExporter([
    ...[directory, '--collector.netclass.ignored-devices=^veth'],
    // As upstream has it: Debian's shows zram0.
    '--collector.diskstats.device-exclude=^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\\d+n\\d+p)\\d+$',
    ...shared.map((name) => `--collector.${name}`),
  ]);
  const theirs = scrapeOf('theirs', `http://127.0.0.1:${nodeExporter?.port}`);
  prometheus = await startPrometheus([scrapeOf('ours', exporter.url), theirs], 1);
  await until('each was scraped four times', async () => {
    return (await prometheus.instant('count_over_time(up[1m]) >= 4')).length === 2;
  });
}, 60_000);

afterAll(async () => {
  await prometheus?.stop();
  await nodeExporter?.stop();
  await exporter?.stop();
  rmSync(textfiles, { recursive: true, force: true });
});

function expressionOf({ metric, where, by, as }: NodeQuery, job: string): string {
  const selector = `${metric}{${[`job="${job}"`, where].filter((one) => one !== '').join(',')}}`;
  const value = as === 'rate' ? `rate(${selector}[1m])` : selector;
  // A file system or an interface may come or go meanwhile.
  return `count by (${by.filter((label) => label !== 'instance').join(',')}) (${value})`;
}

async function answerOf(query: NodeQuery, job: string): Promise<Set<string>> {
  const found = await prometheus.instant(expressionOf(query, job));
  return new Set(found.map(({ metric }) => JSON.stringify(Object.entries(metric).sort())));
}

test('queries of dashboards and alerts that have data from node_exporter have it from us', async () => {
  const missing: Record<string, unknown> = {};
  let answered = 0;
  for (const query of nodeQueries) {
    const theirs = await answerOf(query, 'theirs');
    const ours = await answerOf(query, 'ours');
    if (theirs.size > 0) answered++;
    const lost = [...theirs].filter((labels) => !ours.has(labels));
    // States of processes change from one second to the next.
    if (lost.length > 0 && !/^node_processes_state$/.test(query.metric)) missing[expressionOf(query, 'ours')] = lost;
    if (theirs.size > 0 && ours.size === 0) missing[expressionOf(query, 'ours')] = 'no data';
  }
  expect(missing).toEqual({});
  // So many that the machine cannot have had nothing to say.
  expect(answered).toBeGreaterThan(130);
});
