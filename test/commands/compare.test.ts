import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { collectors } from '../../src/catalogue.js';
import { compareExporters } from '../../src/commands/compare/compare-command.js';
import { readExposition } from '../../src/exposition/text-reader.js';
import type { Comparison } from '../../src/migration/compare.js';

/** The recorded host as this exporter and as cAdvisor show it. */
const golden = new URL('../golden/v2-systemd.prom', import.meta.url);
const recorded = new URL('../fixtures/peers/cadvisor-v2-systemd.prom', import.meta.url);
const off = new Set(collectors.filter(({ enabledByDefault }) => !enabledByDefault).flatMap(({ families }) => families));
const isOff = (line: string) => [...off].some((family) => 'name' in family && line.startsWith(`${family.name}{`));

/** What this exporter shows with its default collectors. */
const ours = readFileSync(golden, 'utf8')
  .replaceAll(' <varies>', ' 1795230400')
  .split('\n')
  .filter((line) => !isOff(line))
  .join('\n');

async function serve(text: string): Promise<string> {
  const server = createServer((_, response) => response.end(text)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
}

async function compare(format: 'text' | 'json', peers: { cadvisor?: string; nodeExporter?: string }) {
  const url = (href: string | undefined) => (href === undefined ? undefined : { href, authorization: undefined });
  let at = 1_795_230_400;
  const lookHere = async () => ({ exposition: readExposition(ours), at: at++ });
  const given = { cadvisor: url(peers.cadvisor), nodeExporter: url(peers.nodeExporter), intervalSeconds: 0, format };
  return compareExporters(given, lookHere, collectors);
}

test('what a move from cAdvisor would lose, gain and change', async () => {
  const cadvisor = await serve(readFileSync(recorded, 'utf8'));
  const { exitCode, text } = await compare('json', { cadvisor });
  const [said] = JSON.parse(text) as Comparison[];
  if (!said) throw new Error('no comparison');
  expect(exitCode).toBe(1);
  expect(said.same).toEqual(
    expect.arrayContaining([
      'container_cpu_usage_seconds_total',
      'container_memory_usage_bytes',
      'container_spec_memory_limit_bytes',
      'machine_cpu_cores',
    ]),
  );
  expect(said.lostCgroups).toEqual(['/init.scope', '/system.slice/ssh.service']);
  expect(said.lostLabels).toEqual([
    { label: 'boot_id', families: 2 },
    { label: 'container_env_PATH', families: 14 },
    { label: 'machine_id', families: 2 },
    { label: 'system_uuid', families: 2 },
  ]);
  expect(said.lost.filter(({ reason, collector }) => !reason && !collector).map(({ family }) => family)).toEqual([
    'container_future_thing',
  ]);
  expect(said.lost).toContainEqual({
    family: 'container_blkio_device_usage_total',
    series: 2,
    collector: 'blkio-device',
  });
  const without = said.changed.filter(({ reason }) => reason === undefined);
  expect(without).toEqual([
    expect.objectContaining({ family: 'container_memory_working_set_bytes', series: 4, missing: 0, different: 1 }),
  ]);
  expect(said.changed.find(({ family }) => family === 'container_memory_failcnt')?.reason).toContain('Always 0');
  expect(said.changed.find(({ family }) => family === 'container_fs_reads_total')).toMatchObject({ missing: 2 });
  expect(said.gained.map(({ family }) => family)).toContain('container_memory_unreclaimable_bytes');
  expect(JSON.stringify(said)).not.toContain('go_goroutines');
});

test('people read the worst first', async () => {
  const cadvisor = await serve(readFileSync(recorded, 'utf8'));
  const { text } = await compare('text', { cadvisor });
  // What this exporter has more grows with each new metric.
  await expect(text.replace(/\d+ are new \(\d+ series\)/, 'N are new (N series)')).toMatchFileSnapshot(
    'doctor-output/compare.txt',
  );
});

test('an exporter that shows what this one shows loses nothing', async () => {
  const { exitCode, text } = await compare('json', { cadvisor: await serve(ours), nodeExporter: await serve(ours) });
  const said = JSON.parse(text) as Comparison[];
  expect(said.map(({ peer, lost, changed, gained }) => [peer, lost, changed, gained])).toEqual([
    ['cAdvisor', [], [], []],
    ['node_exporter', [], [], []],
  ]);
  expect(said.every(({ same }) => same.length > 50)).toBe(true);
  expect(exitCode).toBe(0);
});

test('an answer that is not of such an exporter, or none, is a failure and no comparison', async () => {
  const other = await serve('go_goroutines 12\n');
  expect(await compare('text', { cadvisor: other })).toMatchObject({
    exitCode: 3,
    text: '',
    problem: `${other} does not answer as cAdvisor does`,
  });
  const page = await serve('<html>');
  expect((await compare('text', { nodeExporter: page })).problem).toContain('line 1 is not a sample');
});
