import { readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ParseError } from '../../../src/kernel/errors.js';
import { createSysReader } from '../../../src/kernel/sys/sysfs.js';
import { folderOf } from '../../support/folder.js';

test('one value a file: text, decimal and hexadecimal numbers', () => {
  const sys = createSysReader(folderOf({ 'a/name': ' acpitz \n', 'a/temp': '-5000\n', 'a/flags': '0x1003\n' }));
  expect(sys.text('a/name')).toBe('acpitz');
  expect(sys.number('a/temp')).toBe(-5000);
  expect(sys.number('a/flags')).toBe(0x1003);
  expect(() => sys.number('a/name')).toThrow(ParseError);
  expect(() => sys.number('a/name')).toThrow(/a\/name: expected a number, found "acpitz"/);
});

test('what is not there, or not a file, is absent', () => {
  const sys = createSysReader(folderOf({ 'a/b': '' }));
  expect([sys.text('none'), sys.number('a'), sys.target('none'), sys.list('none'), sys.list('a/b')]).toEqual([
    ...[undefined, undefined, undefined],
    ...[[], []],
  ]);
});

test('names are in the order of their numbers', () => {
  const sys = createSysReader(folderOf({ 'cpu10/x': '', 'cpu2/x': '', 'cpu1/x': '' }));
  expect(sys.list('')).toEqual(['cpu1', 'cpu2', 'cpu10']);
});

const openOnSys = (): string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith('/sys/') ? [target] : [];
    } catch {
      return [];
    }
  });

test('files of a real sysfs stay open while they are read, as many as may, and say what they say to others', () => {
  const sys = createSysReader('/sys', 2);
  const files = ['mtu', 'ifindex', 'address'].map((name) => `class/net/lo/${name}`);
  const expected = files.map((file) => readFileSync(`/sys/${file}`, 'utf8').trim());
  expect(files.map((file) => sys.text(file))).toEqual(expected);
  expect(files.map((file) => sys.text(file))).toEqual(expected);
  expect(openOnSys()).toHaveLength(2);
  sys.closeUnread();
  sys.text('class/net/lo/mtu');
  sys.closeUnread();
  expect(openOnSys()).toEqual([expect.stringMatching(/\/net\/lo\/mtu$/)]);
  sys.closeUnread();
  expect(openOnSys()).toHaveLength(1);
  sys.text('class/net/lo/ifindex');
  sys.closeUnread();
  expect(openOnSys()).toEqual([expect.stringMatching(/\/net\/lo\/ifindex$/)]);
});

test('files elsewhere do not stay open: another of that name would not be seen', () => {
  const root = folderOf({ mtu: '1500\n' });
  const sys = createSysReader(root, 10);
  expect(sys.text('mtu')).toBe('1500');
  rmSync(`${root}/mtu`);
  writeFileSync(`${root}/mtu`, '9000\n');
  expect(sys.text('mtu')).toBe('9000');
});
