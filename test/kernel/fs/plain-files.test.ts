import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createPlainFiles } from '../../../src/kernel/fs/plain-files.js';
import { folderOf } from '../../support/folder.js';

const du = (...args: string[]) =>
  Number(execFileSync('du', ['-B1', '-s', ...args], { encoding: 'utf8' }).split('\t')[0]);

test('sizes are what du says', () => {
  const base = folderOf({ 'a/small': 'x', 'a/large': 'x'.repeat(100_000), 'a/empty': '' });
  writeFileSync(`${base}/a/sparse`, 'x');
  truncateSync(`${base}/a/sparse`, 10_000_000);
  const files = createPlainFiles(base);
  for (const name of ['small', 'large', 'empty', 'sparse']) {
    expect(files.allocated(`a/${name}`), name).toBe(du(`${base}/a/${name}`));
  }
  const all = ['a', 'a/small', 'a/large', 'a/empty', 'a/sparse'].reduce(
    (sum, one) => sum + (files.allocated(one) ?? 0),
    0,
  );
  expect(all).toBe(du(`${base}/a`));
  expect(files.allocated('a/sparse')).toBeLessThan(100_000);
});

test('what is not there, or neither file nor directory, is undefined', () => {
  const base = folderOf({ 'a/file': 'x' });
  execFileSync('mkfifo', [`${base}/a/pipe`]);
  const files = createPlainFiles(base);
  for (const path of ['a/none', 'none/file', 'a/file/below', 'a/pipe']) {
    expect(files.allocated(path), path).toBeUndefined();
  }
  expect(createPlainFiles(`${base}/none`).allocated('a/file')).toBeUndefined();
});

test('no symbolic link is followed, wherever it is and wherever it leads', () => {
  const base = folderOf({ 'inside/file': 'x', 'outside/secret': 'x'.repeat(50_000) });
  mkdirSync(`${base}/docker/containers/one`, { recursive: true });
  symlinkSync('../../../outside/secret', `${base}/docker/containers/one/log`);
  symlinkSync(`${base}/outside`, `${base}/docker/containers/two`);
  symlinkSync('one', `${base}/docker/containers/three`);
  symlinkSync('/nowhere', `${base}/docker/containers/dangling`);
  symlinkSync('loop', `${base}/docker/containers/loop`);
  writeFileSync(`${base}/docker/containers/one/own`, 'x');
  const files = createPlainFiles(`${base}/docker`);
  for (const path of ['one/log', 'two/secret', 'three/own', 'dangling', 'dangling/log', 'loop', 'loop/log']) {
    expect(() => files.allocated(`containers/${path}`), path).toThrow(/ELOOP/);
    // Nor when it is asked for again.
    expect(() => files.allocated(`containers/${path}`), path).toThrow(/ELOOP/);
  }
  expect(files.allocated('containers/one/own')).toBe(du(`${base}/docker/containers/one/own`));
});

test('the base itself may be reached through a link', () => {
  const base = folderOf({ 'real/file': 'x' });
  symlinkSync('real', `${base}/link`);
  expect(createPlainFiles(`${base}/link`).allocated('file')).toBe(du(`${base}/real/file`));
});

test('a hard link is a file like any other', () => {
  const base = folderOf({ file: 'x' });
  linkSync(`${base}/file`, `${base}/other`);
  expect(createPlainFiles(base).allocated('other')).toBe(du(`${base}/file`));
});
