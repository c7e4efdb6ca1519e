import { expect, test } from 'vitest';
import { ParseError } from '../../../src/kernel/errors.js';
import { parseCpuList } from '../../../src/kernel/sys/cpu-list.js';

test.each([
  ['', []],
  ['0', [0]],
  ['0-3,8,10-11', [0, 1, 2, 3, 8, 10, 11]],
])('%j', (text, cpus) => expect(parseCpuList(text)).toEqual(cpus));

test.each(['x', '3-1', '1-', '-1', '0-65535,0-65535', '999999'])('%j is an error', (text) => {
  expect(() => parseCpuList(text)).toThrow(ParseError);
});
