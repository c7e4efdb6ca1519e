import { expect, test } from 'vitest';
import { type Arrangement, arrange } from '../../src/page/model/arrange.js';
import { type ContainerRow, containerRows } from '../../src/page/model/container-row.js';
import { golden, knownAfter } from './exposition-of.js';

const recorded = containerRows(
  knownAfter(golden('v1-cgroupfs')),
  { cpu: new Map(), memory: new Map() },
  new Map(),
  1_800_000_000,
);
const asAtFirst: Arrangement = {
  filter: '',
  sort: 'state',
  descending: true,
  group: 'none',
  stopped: false,
  open: undefined,
};

const shown = (change: Partial<Arrangement>, rows: readonly ContainerRow[] = recorded) =>
  arrange(rows, { ...asAtFirst, ...change }).map((line) => (line.kind === 'group' ? `[${line.name}]` : line.row.name));

/** Rows like the first recorded one, but for what is given. */
const made = (...changes: readonly Partial<ContainerRow>[]): readonly ContainerRow[] =>
  changes.flatMap((change, i) => recorded.slice(0, 1).map((row) => ({ ...row, id: `/${i}`, alive: true, ...change })));

test('stopped containers are shown on demand, and where their row is open', () => {
  expect(shown({})).not.toContain('fx-exited');
  expect(shown({ stopped: true })).toHaveLength(recorded.length);
  const exited = recorded.find(({ name }) => name === 'fx-exited')?.id;
  expect(shown({ open: exited })).toContain('fx-exited');
});

test('a filter finds words in names, images, projects and states', () => {
  expect(shown({ filter: 'SICK' })).toEqual(['fx-sick']);
  expect(shown({ filter: 'shop web' })).toEqual(['fx-web']);
  expect(shown({ filter: 'unhealthy' })).toEqual(['fx-sick']);
  expect(shown({ filter: 'shop sick' })).toEqual([]);
});

test('worst first: by severity, then by how near a limit is', () => {
  const rows = made(
    { name: 'idle', cpu: 0, cpuLimit: 1 },
    { name: 'busy', cpu: 0.9, cpuLimit: 1 },
    { name: 'warned', cpu: 0, cpuLimit: 1, severity: 'warning' },
    { name: 'dying', cpu: 0, cpuLimit: 1, severity: 'critical' },
  );
  expect(shown({}, rows)).toEqual(['dying', 'warned', 'busy', 'idle']);
  expect(shown({ descending: false }, rows)).toEqual(['idle', 'busy', 'warned', 'dying']);
});

test('a small change of a figure moves nothing', () => {
  const rows = made({ name: 'a', cpu: 0.01, cpuLimit: 1 }, { name: 'b', cpu: 0.02, cpuLimit: 1 });
  expect(shown({}, rows)).toEqual(['a', 'b']);
});

test('what is not known stands last either way', () => {
  const rows = made({ name: 'one', memory: 1 }, { name: 'unknown', memory: undefined }, { name: 'two', memory: 2 });
  expect(shown({ sort: 'memory' }, rows)).toEqual(['two', 'one', 'unknown']);
  expect(shown({ sort: 'memory', descending: false }, rows)).toEqual(['one', 'two', 'unknown']);
});

test('the longest up comes first', () => {
  const rows = made({ name: 'young', uptime: 100 }, { name: 'old', uptime: 200 });
  expect(shown({ sort: 'uptime' }, rows)).toEqual(['old', 'young']);
});

test('groups come in the order of their first rows', () => {
  expect(shown({ group: 'project', sort: 'name', descending: false })).toEqual([
    '[no compose project]',
    'fx-host',
    'fx-paused',
    'fx-sick',
    '[shop]',
    'fx-limited',
    'fx-web',
  ]);
});
