import { readFileSync } from 'node:fs';
import { cpuUsage, getActiveResourcesInfo } from 'node:process';
import pino from 'pino';
import { expect, it } from 'vitest';
import { createSelfMetrics, createSelfReader } from '../../src/scrape/self-metrics.js';

const value = async (name: string) => {
  const columns = await createSelfMetrics().columns();
  return columns.find(({ family }) => family.name === name)?.values[0];
};

it('tells what the kernel tells of this process', async () => {
  const memory = /VmRSS:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  expect(Math.abs(((await value('process_resident_memory_bytes')) ?? 0) - Number(memory) * 1024)).toBeLessThan(64e6);
  const before = cpuUsage();
  const seconds = (await value('process_cpu_seconds_total')) ?? 0;
  const after = cpuUsage();
  expect(seconds).toBeGreaterThanOrEqual((before.user + before.system) / 1e6);
  expect(seconds).toBeLessThanOrEqual((after.user + after.system) / 1e6);
  const limit = /Max open files\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  expect(await value('process_max_fds')).toBe(Number(limit));
});

it('declares exactly the families that it has', async () => {
  const metrics = createSelfMetrics();
  const columns = await metrics.columns();
  expect(columns.map(({ family }) => family)).toEqual(metrics.families);
  for (const { family, labels } of columns) {
    for (const text of labels) {
      expect([...text.matchAll(/(\w+)="/g)].map(([, name]) => name)).toEqual([...family.labels]);
    }
  }
});

it('does not grow what is a total by being read', async () => {
  const metrics = createSelfMetrics();
  const read = async () => (await metrics.columns()).find(({ family }) => family.name === 'process_cpu_seconds_total');
  const first = (await read())?.values[0] ?? 0;
  for (let i = 0; i < 3; i++) await read();
  const last = (await read())?.values[0] ?? 0;
  expect(last).toBeLessThanOrEqual((cpuUsage().user + cpuUsage().system) / 1e6);
  expect(last).toBeGreaterThanOrEqual(first);
});

it('leaves no timer behind', async () => {
  const timers = () => getActiveResourcesInfo().filter((kind) => kind === 'Timeout' || kind === 'Immediate').length;
  const before = timers();
  await createSelfMetrics().columns();
  expect(timers()).toBe(before);
});

it('keeps to the version where the rest is turned off', async () => {
  const log = pino({ level: 'silent' });
  const columns = await createSelfReader({ version: '1.2.3', processMetrics: false, log })();
  expect(columns.map(({ family }) => family.name)).toEqual(['container_exporter_build_info']);
  expect(columns[0]?.labels[0]).toMatch(/^version="1\.2\.3",node_version="v\d+\.\d+\.\d+"$/);
  expect((await createSelfReader({ version: '1.2.3', processMetrics: true, log })()).length).toBeGreaterThan(10);
});
