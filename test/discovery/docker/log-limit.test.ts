import { expect, test } from 'vitest';
import { readLogLimit } from '../../../src/discovery/docker/log-limit.js';

const mebibyte = 2 ** 20;

test.each([
  ['json-file', {}, Infinity],
  ['json-file', { 'max-file': '3' }, Infinity],
  ['json-file', { 'max-size': '10m' }, 10 * mebibyte],
  ['json-file', { 'max-size': '10m', 'max-file': '3' }, 30 * mebibyte],
  ['json-file', { 'max-size': '-1' }, Infinity],
  ['json-file', { 'max-size': '1.5g' }, 1536 * mebibyte],
  ['json-file', { 'max-size': '100kB' }, 102_400],
  ['json-file', { 'max-size': '2MiB', labels: 'x' }, 2 * mebibyte],
  ['json-file', { 'max-size': '4096' }, 4096],
  ['local', {}, 100 * mebibyte],
  ['local', { 'max-file': '2' }, 40 * mebibyte],
  // Unknown is neither unlimited nor none.
  ['json-file', { 'max-size': 'much' }, undefined],
  ['json-file', { 'max-size': '10m', 'max-file': '0' }, undefined],
  ['json-file', { 'max-size': `${'9'.repeat(400)}m` }, undefined],
  ['json-file', undefined, undefined],
  ['json-file', null, undefined],
  ['journald', {}, undefined],
  ['none', {}, undefined],
  [undefined, {}, undefined],
])('a log of %s with %j may take %s bytes', (Type, Config, limit) => {
  expect(readLogLimit({ Type, Config })).toBe(limit);
});
