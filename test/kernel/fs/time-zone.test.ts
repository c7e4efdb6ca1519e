import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readTimeZone } from '../../../src/kernel/fs/time-zone.js';
import { abbreviationOf } from '../../../src/kernel/fs/tzif.js';
import { emptyFolder, folderOf } from '../../support/folder.js';
import { bytes } from '../../support/kernel-text.js';

const zoneinfo = '/usr/share/zoneinfo';

/** A root directory in a time zone, with the zones of this machine where it has any. */
function rootIn(zone: string): string {
  const root = emptyFolder();
  mkdirSync(join(root, 'etc'));
  symlinkSync(`..${zoneinfo}/${zone}`, join(root, 'etc/localtime'));
  if (existsSync(zoneinfo)) {
    mkdirSync(dirname(join(root, zoneinfo)), { recursive: true });
    symlinkSync(zoneinfo, join(root, zoneinfo));
  }
  return root;
}

const winter = Date.UTC(2026, 0, 15, 12) / 1000;
const summer = Date.UTC(2026, 6, 15, 12) / 1000;

describe.skipIf(!existsSync(`${zoneinfo}/Europe/Berlin`))("the time zone of a host, beside date's", () => {
  test.each(['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Asia/Kathmandu', 'America/St_Johns', 'Etc/UTC'])(
    '%s',
    (zone) => {
      for (const now of [winter, summer]) {
        const env = { ...process.env, TZ: zone };
        const [hours = '', abbreviation] = execFileSync('date', ['-d', `@${now}`, '+%z %Z'], { encoding: 'utf8', env })
          .trim()
          .split(' ');
        const offset = Number(`${hours[0]}1`) * (Number(hours.slice(1, 3)) * 3600 + Number(hours.slice(3)) * 60);
        expect(readTimeZone(rootIn(zone), now)).toEqual({ abbreviation, offset: offset + 0 });
      }
    },
  );
});

test('UTC where nothing else is said, and nothing where the zone has no name that is known', () => {
  expect(readTimeZone(folderOf({ 'etc/hostname': '' }), winter)).toEqual({ abbreviation: 'UTC', offset: 0 });
  expect(readTimeZone(folderOf({ 'etc/localtime': 'TZif' }), winter)).toBeUndefined();
  expect(readTimeZone(rootIn('Nowhere/Land'), winter)).toBeUndefined();
  expect(readTimeZone('/no/such/root', winter)).toBeUndefined();
});

test('what is no compiled zone has no abbreviation', () => {
  for (const text of ['', 'TZif', 'x'.repeat(100), 'TZif2'.padEnd(60, '\u00ff')]) {
    expect(abbreviationOf(bytes(text), 0)).toBeUndefined();
  }
});
