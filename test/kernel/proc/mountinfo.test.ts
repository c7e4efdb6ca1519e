import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ParseError } from '../../../src/kernel/errors.js';
import { parseMountinfo } from '../../../src/kernel/proc/mountinfo.js';
import { bytes, onlyParseErrors } from '../../support/kernel-text.js';

const sample = `21 1 259:0 / / rw,relatime shared:1 - ext4 /dev/root rw
82 29 0:32 / /run/credentials/x ro,nosuid - ramfs ramfs rw,mode=700
90 21 0:40 /sub /mnt/my\\040disk rw shared:4 master:2 propagate_from:1 - nfs4 server:/a\\040b ro,vers=4.2
`;

test('mounts with none, one and more optional fields', () => {
  const [root, credentials, disk] = parseMountinfo(bytes(sample));
  expect(root).toEqual({
    id: 21,
    parent: 1,
    major: 259,
    minor: 0,
    mountPoint: '/',
    fsType: 'ext4',
    source: '/dev/root',
    readOnly: false,
  });
  expect(credentials).toMatchObject({ mountPoint: '/run/credentials/x', fsType: 'ramfs', readOnly: true });
  expect(disk).toMatchObject({ mountPoint: '/mnt/my disk', fsType: 'nfs4', source: 'server:/a\\040b', readOnly: true });
});

test('options that only begin with ro do not make it read-only', () => {
  const [mount] = parseMountinfo(bytes('1 0 8:1 / /a rw,rootcontext=x - xfs /dev/sda1 rw,romantic\n'));
  expect(mount?.readOnly).toBe(false);
});

test.each(['1 0 8:1 / / rw\n', '1 0 8:1 / / rw - \n', 'x 0 8:1 / / rw - ext4 a rw\n', '1 0 8 / / rw - ext4 a rw\n'])(
  '%j is an error',
  (text) => {
    expect(() => parseMountinfo(bytes(text))).toThrow(ParseError);
  },
);

test('any mount points come back', () => {
  const escaped = (path: string) =>
    path.replace(/[ \t\n\\#]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);
  const path = fc.string({ unit: 'grapheme', maxLength: 20 }).map((name) => `/${name.replaceAll('\0', '')}`);
  fc.assert(
    fc.property(path, fc.nat(), fc.nat({ max: 4095 }), fc.nat({ max: 2 ** 20 - 1 }), (mountPoint, id, major, minor) => {
      const text = `${id} 1 ${major}:${minor} / ${escaped(mountPoint)} rw - ext4 /dev/a rw\n`;
      expect(parseMountinfo(bytes(text))).toMatchObject([{ id, major, minor, mountPoint }]);
    }),
  );
});

test('other texts parse or throw ParseError', () => onlyParseErrors(parseMountinfo, sample));
