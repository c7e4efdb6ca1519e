import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocatedByLog, createPlainFiles, type PlainFiles } from '../../../src/kernel/fs/plain-files.js';
import { folderOf } from '../../support/folder.js';

const filesOf = (sizes: Readonly<Record<string, number>>): PlainFiles => ({ allocated: (path) => sizes[path] });

test('the log and its rotated files, compressed or not, and no others', () => {
  const sizes = { log: 1, 'log.1': 20, 'log.2.gz': 300, 'log.3': 4000, 'log.3.gz': 50_000, 'log.tmp': 7, 'log.0': 7 };
  expect(allocatedByLog(filesOf(sizes), 'log')).toBe(54_321);
});

test('nothing is undefined, an empty log is 0', () => {
  expect(allocatedByLog(filesOf({}), 'log')).toBeUndefined();
  expect(allocatedByLog(createPlainFiles(folderOf({ log: '' })), 'log')).toBe(0);
});

test('at whatever point of a rotation it looks, it counts all that is there', () => {
  const rotation = fc.record({ count: fc.integer({ min: 1, max: 12 }), moved: fc.integer({ min: 0, max: 12 }) });
  fc.assert(
    fc.property(rotation, ({ count, moved }) => {
      // From the oldest on, each is renamed to the next number, and last the log itself to 1.
      const sizes: Record<string, number> = {};
      for (let number = 0; number <= count; number++) {
        const name = number > count - moved ? number + 1 : number;
        sizes[name === 0 ? 'log' : `log.${name}`] = 2 ** number;
      }
      expect(allocatedByLog(filesOf(sizes), 'log')).toBe(2 ** (count + 1) - 1);
    }),
  );
});
