import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { walkCgroups } from '../../../src/discovery/cgroup/cgroup-walk.js';
import * as directory from '../../../src/kernel/cgroup/cgroup-directory.js';
import { emptyFolder } from '../../support/folder.js';

const id = (digit: string) => digit.repeat(64);
let root: string;

beforeEach(() => {
  root = emptyFolder();
});

const make = (...paths: string[]) => {
  for (const path of paths) mkdirSync(join(root, path), { recursive: true });
};
const noTurns = () => undefined;
const walk = async (include?: RegExp) =>
  (await walkCgroups(root, { include, breathe: noTurns })).cgroups.map(({ path, kind }) => `${kind} ${path}`);

test('containers and their ancestors are found, other cgroups are not', async () => {
  make(`docker/${id('a')}/init.scope`, `batch/jobs/${id('b')}`, 'user.slice/user-0.slice', 'system.slice/ssh.service');
  expect(await walk()).toEqual([
    'ancestor /',
    'ancestor /batch',
    'ancestor /batch/jobs',
    `container /batch/jobs/${id('b')}`,
    'ancestor /docker',
    `container /docker/${id('a')}`,
  ]);
});

test('containers inside containers belong to the outer one', async () => {
  make(`docker/${id('a')}/docker/${id('b')}`);
  expect((await walk()).filter((line) => line.startsWith('container'))).toEqual([`container /docker/${id('a')}`]);
});

test('include names other cgroups, at any depth', async () => {
  make('system.slice/ssh.service/inner', 'system.slice/cron.service', `system.slice/docker-${id('a')}.scope`);
  expect(await walk(/^system\.slice\/.*\.service$/)).toEqual([
    'ancestor /',
    'ancestor /system.slice',
    'other /system.slice/cron.service',
    `container /system.slice/docker-${id('a')}.scope`,
    'other /system.slice/ssh.service',
  ]);
  expect(await walk(/inner/)).toContain('other /system.slice/ssh.service/inner');
});

test('inodes tell one life of a cgroup from the next', async () => {
  make(`docker/${id('a')}`);
  const { cgroups } = await walkCgroups(root, { include: undefined, breathe: noTurns });
  for (const { path, inode, leaf } of cgroups) {
    expect(inode).toBe(statSync(join(root, path)).ino);
    const inside = readdirSync(join(root, path), { withFileTypes: true }).some((entry) => entry.isDirectory());
    if (leaf) expect(inside, path).toBe(false);
  }
});

test('services and scopes that hold no containers are not even looked at', async () => {
  const services = Array.from({ length: 50 }, (_, i) => `system.slice/unit-${i}.service`);
  make(...services, `system.slice/docker-${id('a')}.scope/deep/inside`, 'user.slice/session-1.scope');
  const looked = vi.spyOn(directory, 'cgroupChildren');
  await walk();
  const paths = looked.mock.calls.map(([, path]) => path);
  looked.mockRestore();
  expect(paths.filter((path) => /service|scope/.test(path))).toEqual([]);
});

test('others get their turns, however many cgroups there are that are no containers', async () => {
  make(...Array.from({ length: 500 }, (_, i) => `jobs/batch-${i}`), `docker/${id('a')}`);
  const order: string[] = [];
  let asked = 0;
  const turns = () => {
    asked += 1;
    return asked % 100 === 0 ? new Promise<void>((resolve) => setImmediate(resolve)) : undefined;
  };
  const others = setInterval(() => order.push('other'), 0);
  const { cgroups } = await walkCgroups(root, { include: undefined, breathe: turns });
  clearInterval(others);
  expect(cgroups.map(({ path }) => path)).toEqual(['/', '/docker', `/docker/${id('a')}`]);
  // The root, both folders, and each cgroup that might have held containers.
  expect(asked).toBe(3 + 500);
  expect(order.length).toBeGreaterThan(0);
});

test('a hierarchy that is not there has an error and no cgroups', async () => {
  expect(await walkCgroups(join(root, 'missing'), { include: undefined, breathe: noTurns })).toEqual({
    cgroups: [],
    errors: [],
  });
});

test('the real cgroupfs: the directories that it lists as containers', async () => {
  const hierarchy = readdirSync('/sys/fs/cgroup').includes('memory') ? '/sys/fs/cgroup/memory' : '/sys/fs/cgroup';
  const { cgroups, errors } = await walkCgroups(hierarchy, { include: undefined, breathe: noTurns });
  expect(errors).toEqual([]);
  expect(cgroups[0]).toMatchObject({ path: '/', kind: 'ancestor', inode: statSync(hierarchy).ino });
});
