import { afterAll, test as base, beforeAll, expect } from 'vitest';
import type { Comparison } from '../../src/migration/compare.js';
import { runExporter } from '../support/real/exporter-process.js';
import { type NodeExporter, startNodeExporter } from '../support/real/node-exporter.js';
import { lacking, missingCommand } from '../support/real/requirements.js';

const test = base.skipIf(
  lacking('compare beside node_exporter', [missingCommand('prometheus-node-exporter', 'prometheus-node-exporter')]),
);

let theirs: NodeExporter | undefined;
beforeAll(async () => {
  const collectors = ['cpu', 'filefd', 'loadavg', 'meminfo', 'netdev', 'stat', 'uname', 'vmstat', 'ksmd'];
  theirs = await startNodeExporter([
    ...['--web.disable-exporter-metrics', '--collector.disable-defaults'],
    ...collectors.map((name) => `--collector.${name}`),
  ]);
}, 30_000);
afterAll(() => theirs?.stop());

test('compare finds in the real node_exporter what this one has, and what it has not', async () => {
  const url = `http://127.0.0.1:${theirs?.port}`;
  const run = runExporter([
    'compare',
    `--node-exporter=${url}`,
    '--interval=2s',
    '--format=json',
    '--docker.host=none',
  ]);
  const exitCode = await run.exited;
  const [said] = JSON.parse(run.stdout()) as Comparison[];
  expect(said?.peer).toBe('node_exporter');
  const stay = ['node_filefd_maximum', 'node_boot_time_seconds', 'node_memory_MemTotal_bytes', 'node_uname_info'];
  expect(said?.same).toEqual(expect.arrayContaining(stay));
  expect(said?.changed.filter(({ family }) => stay.includes(family))).toEqual([]);
  // Samepage merging is nobody's business here, so far.
  const lost = said?.lost.filter(({ reason }) => reason === undefined).map(({ family }) => family);
  expect(lost).toContain('node_ksmd_run');
  expect(lost).not.toContain('node_scrape_collector_success');
  expect(exitCode).toBe(1);
}, 60_000);
