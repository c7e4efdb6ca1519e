import { expect, test } from 'vitest';
import { type ReadExposition, readExposition } from '../../src/exposition/text-reader.js';
import { containerRows } from '../../src/page/model/container-row.js';
import { golden, goldenText, knownAfter } from './exposition-of.js';

const noHistory = { cpu: new Map(), memory: new Map() };
const rowsOf = (...answers: readonly ReadExposition[]) =>
  containerRows(knownAfter(...answers), noHistory, new Map(), 1795230411);

test('a row for each container of a recorded host, stopped ones too, and none for what is above them', () => {
  const rows = rowsOf(golden('v1-cgroupfs'));
  const states = Object.fromEntries(rows.map(({ name, state, health, alive }) => [name, [state, health, alive]]));
  expect(states).toEqual({
    'fx-web': ['running', 'healthy', true],
    'fx-sick': ['running', 'unhealthy', true],
    'fx-host': ['running', undefined, true],
    'fx-limited': ['running', undefined, true],
    'fx-paused': ['paused', undefined, true],
    'fx-oom': ['exited', undefined, false],
    'fx-exited': ['exited', undefined, false],
    'fx-created': ['created', undefined, false],
  });
});

test('figures are those of the exposition', () => {
  const text = goldenText('v2-systemd');
  const demo = rowsOf(readExposition(text)).find(({ name }) => name === 'demo');
  const figure = (family: string) =>
    Number(new RegExp(`^${family}\\{[^}]*name="demo"[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1]);
  expect(demo).toMatchObject({
    image: 'busybox:local',
    project: 'demo',
    cpuLimit: figure('container_cpu_effective_limit_cores'),
    memory: figure('container_memory_usage_bytes'),
    unreclaimable: figure('container_memory_unreclaimable_bytes'),
    memoryLimit: figure('container_memory_effective_limit_bytes'),
    pids: figure('container_threads'),
    pidsLimit: 4703,
    restarts: 0,
    uptime: 1795230411 - 1795230351.1114974,
  });
  // One look says nothing of rates.
  expect([demo?.cpu, demo?.throttled, demo?.receive]).toEqual([undefined, undefined, undefined]);
});

test('rates are of the time between two answers', () => {
  const text = goldenText('v2-systemd');
  const add = (family: string, more: number) => (from: string) =>
    from.replace(
      new RegExp(`^(${family}\\{[^}]*name="demo"[^}]*\\}) (\\S+)$`, 'gm'),
      (_, series, value) => `${series} ${Number(value) + more}`,
    );
  const later = [
    add('container_cpu_usage_seconds_total', 5),
    add('container_cpu_cfs_periods_total', 100),
    add('container_cpu_cfs_throttled_periods_total', 25),
    add('container_network_receive_bytes_total', 1000),
  ].reduce((before, change) => change(before), text);
  const demo = rowsOf(readExposition(text), readExposition(later)).find(({ name }) => name === 'demo');
  expect(demo?.cpu).toBeCloseTo(0.5);
  expect(demo?.throttled).toBe(0.25);
  expect([demo?.receive, demo?.transmit]).toEqual([100, 0]);
});

test('a container with a quota that wants nothing is not throttled; one without has no such share', () => {
  const text = goldenText('v2-systemd');
  const rows = rowsOf(readExposition(text), readExposition(text));
  expect(rows.find(({ name }) => name === 'demo')?.throttled).toBe(0);
  expect(rows.find(({ name }) => name === 'plain')?.throttled).toBeUndefined();
});

test('without an API a container goes by twelve digits, and is alive as it has a cgroup', () => {
  const rows = rowsOf(golden('v2-docker-down'));
  expect(rows.map(({ name, state, alive }) => [name, state, alive])).toContainEqual(['2605c3ad331a', undefined, true]);
});

test('pods have their names', () => {
  const pods = rowsOf(golden('v1-kubepods')).map(({ pod }) => pod);
  expect(pods).toContain('prod/web-7c5d');
});

test('containers are found without the collectors of state and CPU too', () => {
  const text = goldenText('v2-systemd');
  const memoryAlone = text
    .split('\n')
    .filter((line) => line.startsWith('container_memory_'))
    .join('\n');
  expect(
    rowsOf(readExposition(memoryAlone))
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['demo', 'plain']);
});
