import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findHierarchies } from '../../bench/tree/hierarchies.js';
import { createKeptFiles, type KeptFiles } from '../../src/kernel/cgroup/kept-files.js';
import { lacking, missingRoot } from '../support/real/requirements.js';

const { version, mounts } = findHierarchies();
/** A hierarchy, and a file that any cgroup in it has and that can be written. */
const hierarchy = mounts.find((mount) => version === 2 || mount.endsWith('/pids')) ?? '';
const file = version === 2 ? 'cgroup.max.descendants' : 'pids.max';

const text = (bytes: Uint8Array | undefined) => (bytes ? Buffer.from(bytes).toString('latin1') : undefined);
const openFiles = () => readdirSync('/proc/self/fd').length;

describe.skipIf(lacking('files that stay open', [missingRoot()]))('files of cgroups that stay open', () => {
  // By pid, so that what a killed run leaves is in nobody's way.
  const [one, two, three] = [1, 2, 3].map((i) => `/kept-files-test-${process.pid}-${i}`) as [string, string, string];
  const cgroups = [one, two, three];
  const set = (cgroup: string, value: string) => writeFileSync(`${hierarchy}${cgroup}/${file}`, value);
  let kept: KeptFiles;
  let openBefore: number;

  beforeEach(() => {
    for (const cgroup of cgroups) mkdirSync(hierarchy + cgroup);
    openBefore = openFiles();
  });
  afterEach(() => {
    kept.keepOnly([]);
    for (const cgroup of cgroups) rmdirSync(hierarchy + cgroup);
  });

  test('tell what the kernel says now, each time', () => {
    kept = createKeptFiles(10);
    kept.keepOnly(cgroups);
    expect(kept.readAgain(hierarchy, one, file)).toBeUndefined();
    set(one, '41');
    expect(text(kept.readAndKeep(hierarchy, one, file))).toBe('41\n');
    for (const value of ['5', '123456']) {
      set(one, value);
      expect(text(kept.readAgain(hierarchy, one, file))).toBe(readFileSync(`${hierarchy}${one}/${file}`, 'latin1'));
    }
    expect(openFiles()).toBe(openBefore + 1);
  });

  test('hold up no cgroup, and tell nothing of one that was re-created by the same name', () => {
    kept = createKeptFiles(10);
    kept.keepOnly(cgroups);
    set(one, '41');
    expect(text(kept.readAndKeep(hierarchy, one, file))).toBe('41\n');
    rmdirSync(hierarchy + one);
    mkdirSync(hierarchy + one);
    set(one, '7');
    expect(kept.readAgain(hierarchy, one, file)).toBeUndefined();
    expect(openFiles()).toBe(openBefore);
    // The number of the closed file is soon another's, which must not be read, nor closed.
    const other = openSync(`${hierarchy}${two}/${file}`, 'r');
    expect(kept.readAgain(hierarchy, one, file)).toBeUndefined();
    closeSync(other);
    expect(text(kept.readAndKeep(hierarchy, one, file))).toBe('7\n');
    expect(text(kept.readAgain(hierarchy, one, file))).toBe('7\n');
  });

  test('are closed when their cgroup is no longer among those that are there', () => {
    kept = createKeptFiles(10);
    kept.keepOnly(cgroups);
    for (const cgroup of cgroups) kept.readAndKeep(hierarchy, cgroup, file);
    expect(openFiles()).toBe(openBefore + 3);
    kept.keepOnly([two]);
    expect(openFiles()).toBe(openBefore + 1);
    expect(kept.readAgain(hierarchy, one, file)).toBeUndefined();
    expect(kept.readAgain(hierarchy, two, file)).toBeDefined();
    // Of a cgroup that nobody named, such as a sibling whose weight is asked for, none stays open.
    expect(text(kept.readAndKeep(hierarchy, three, file))).toBe('max\n');
    expect(openFiles()).toBe(openBefore + 1);
  });

  test('are no more than there may be; the rest is opened for each read', () => {
    kept = createKeptFiles(2);
    kept.keepOnly(cgroups);
    for (const cgroup of cgroups) set(cgroup, '9');
    for (const cgroup of cgroups) expect(text(kept.readAndKeep(hierarchy, cgroup, file))).toBe('9\n');
    expect(openFiles()).toBe(openBefore + 2);
    expect(kept.readAgain(hierarchy, three, file)).toBeUndefined();
    // One that goes makes room.
    kept.keepOnly([two, three]);
    kept.readAndKeep(hierarchy, three, file);
    expect(text(kept.readAgain(hierarchy, three, file))).toBe('9\n');
  });

  test('are not of files that the kernel does not have', () => {
    kept = createKeptFiles(10);
    kept.keepOnly(cgroups);
    expect(kept.readAndKeep(hierarchy, one, 'no.such.file')).toBeUndefined();
    expect(kept.readAndKeep(hierarchy, '/kept-files-test-none', file)).toBeUndefined();
    expect(openFiles()).toBe(openBefore);
  });
});

test('a file that is not in cgroupfs does not stay open, as another may take its place', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kept-files-'));
  try {
    const kept = createKeptFiles(10);
    kept.keepOnly(['/a']);
    mkdirSync(`${folder}/a`);
    writeFileSync(`${folder}/a/pids.max`, '1\n');
    expect(text(kept.readAndKeep(folder, '/a', 'pids.max'))).toBe('1\n');
    writeFileSync(`${folder}/new`, '2\n');
    renameSync(`${folder}/new`, `${folder}/a/pids.max`);
    expect(kept.readAgain(folder, '/a', 'pids.max')).toBeUndefined();
    expect(text(kept.readAndKeep(folder, '/a', 'pids.max'))).toBe('2\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
