import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { walkCgroups } from '../../../src/discovery/cgroup/cgroup-walk.js';
import { createUnitsWithin } from '../../../src/discovery/cgroup/units-within.js';
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

test("members of Podman's pods are found, whatever the parent, and pods are above them", async () => {
  make(`libpod_parent/${id('a')}/libpod-${id('b')}`, `jobs/${id('c')}/libpod-${id('d')}`, `libpod_parent/${id('e')}`);
  make(`jobs/${id('f')}/inner`);
  expect((await walk()).filter((line) => line.includes(id('')))).toEqual([
    'ancestor /',
    'ancestor /jobs',
    `ancestor /jobs/${id('c')}`,
    `container /jobs/${id('c')}/libpod-${id('d')}`,
    `container /jobs/${id('f')}`,
    'ancestor /libpod_parent',
    `ancestor /libpod_parent/${id('a')}`,
    `container /libpod_parent/${id('a')}/libpod-${id('b')}`,
  ]);
});

describe('units with containers in them', () => {
  const payload = `libpod-payload-${id('a')}`;
  /** As the kernel counts, for each folder. */
  const count = (path = root): number => {
    const children = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const below = children.reduce((sum, { name }) => sum + 1 + count(join(path, name)), 0);
    writeFileSync(join(path, 'cgroup.stat'), `nr_descendants ${below}\nnr_dying_descendants 3\n`);
    return below;
  };
  const unitsWithin = () => {
    const units = createUnitsWithin();
    return async () => {
      const looked = vi.spyOn(directory, 'cgroupDirectory');
      const { cgroups } = await walkCgroups(root, { include: undefined, breathe: noTurns, units: units(root) });
      const paths = looked.mock.calls.map(([, path]) => path).filter((path) => /unit-\d+\.service$/.test(path));
      looked.mockRestore();
      return {
        found: cgroups.filter(({ kind }) => kind === 'container').map(({ path }) => path),
        looked: paths.length,
      };
    };
  };
  beforeEach(() => make(...Array.from({ length: 50 }, (_, i) => `system.slice/unit-${i}.service`)));

  test('are found, and no unit is looked at where the kernel counts none below them', async () => {
    make(`system.slice/docker-${id('b')}.scope/inside`);
    count();
    const find = unitsWithin();
    expect(await find()).toEqual({ found: [`/system.slice/docker-${id('b')}.scope`], looked: 0 });
    make(`system.slice/unit-7.service/${payload}`, 'system.slice/unit-7.service/runtime');
    count();
    const both = [`/system.slice/docker-${id('b')}.scope`, `/system.slice/unit-7.service/${payload}`];
    expect((await find()).found).toEqual(both);
    // Where they were the last time is looked first.
    expect(await find()).toEqual({ found: both, looked: 1 });
  });

  test('are found again when others have some, with the same count', async () => {
    make(`system.slice/unit-7.service/${payload}`);
    count();
    const find = unitsWithin();
    expect((await find()).found).toEqual([`/system.slice/unit-7.service/${payload}`]);
    rmSync(join(root, 'system.slice/unit-7.service', payload), { recursive: true });
    make(`system.slice/unit-9.service/${payload}`);
    count();
    expect((await find()).found).toEqual([`/system.slice/unit-9.service/${payload}`]);
  });

  test("are found where nothing is counted, and in users' scopes", async () => {
    make(`user.slice/user@1.service/app.slice/run-1.scope/lxc.payload.web`);
    make(`system.slice/unit-7.service/${payload}`);
    expect((await unitsWithin()()).found).toEqual([
      `/system.slice/unit-7.service/${payload}`,
      '/user.slice/user@1.service/app.slice/run-1.scope/lxc.payload.web',
    ]);
  });
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
