import { expect, test } from 'vitest';
import { ParseError } from '../../../src/kernel/errors.js';
import { parseMdstat } from '../../../src/kernel/proc/mdstat.js';
import { bytes, onlyParseErrors } from '../../support/kernel-text.js';

const array = (...lines: string[]) => `Personalities : [raid1]\n${lines.join('\n')}\n\nunused devices: <none>\n`;
const whole = array('md0 : active raid1 sdb1[1] sda1[0]', '      100 blocks super 1.2 [2/2] [UU]');
const under = (line: string) =>
  array('md0 : active raid1 sdb1[1] sda1[0](F) sdc1[2](S)', '   100 blocks [2/1] [_U]', line);

test('an array that is whole', () => {
  expect(parseMdstat(bytes(whole))).toEqual([
    {
      ...{ device: 'md0', state: 'active', disks: { active: 2, failed: 0, spare: 0 }, disksRequired: 2 },
      ...{ blocks: 100, blocksSynced: 100 },
    },
  ]);
});

test.each([
  ['   [==>....]  recovery = 12.6% (12/100) finish=2.3min speed=211264K/sec', 'recovering', 12],
  ['   [==>....]  reshape = 13.0% (13/100) finish=2.3min speed=211264K/sec', 'recovering', 13],
  ['   [==>....]  resync = 14.0% (14/100) finish=2.3min speed=211264K/sec', 'resync', 14],
  ['   [==>....]  check =  1.0% (1/100) finish=2.3min speed=211264K/sec', 'check', 1],
  ['      \tresync=DELAYED', 'resync', 0],
  ['      \tresync=PENDING', 'resync', 0],
  ['      bitmap: 1/1 pages [4KB], 65536KB chunk', 'active', 100],
])('%s', (line, state, blocksSynced) => {
  expect(parseMdstat(bytes(under(line)))).toMatchObject([
    { state, blocksSynced, disks: { active: 1, failed: 1, spare: 1 }, disksRequired: 2 },
  ]);
});

test('without redundancy all disks are there or none', () => {
  const raid0 = array('md1 : active raid0 sdd1[1] sde1[0]', '      314 blocks 64k chunks');
  expect(parseMdstat(bytes(raid0))).toMatchObject([{ state: 'active', disks: { active: 2 }, disksRequired: 2 }]);
  const inactive = array('md2 : inactive sdf1[0](S)', '      1000 blocks super 1.2');
  expect(parseMdstat(bytes(inactive))).toMatchObject([{ state: 'inactive', disks: { active: 0, spare: 1 } }]);
});

test('no array is none, and one without its lines an error', () => {
  expect(parseMdstat(bytes('Personalities : \nunused devices: <none>\n'))).toEqual([]);
  expect(() => parseMdstat(bytes('md0 : active raid1 sda1[0]\n'))).toThrow(ParseError);
  expect(() => parseMdstat(bytes('md0 : active raid1 sda1[0]\n  100 blocks\n'))).toThrow(ParseError);
});

test('other texts parse or throw ParseError', () => onlyParseErrors(parseMdstat, under(' recovery = 1% (1/2)')));
