import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fillIn, page } from '../../bench/report/write-docs.js';

const text = 'Words.\n<!-- measured: cpu -->\nold\n<!-- end -->\nmore\n<!-- measured: wall -->\n<!-- end -->\n';

test('places are filled in, and words stay', () => {
  const places = new Map([
    ['cpu', 'new $& table\n'],
    ['wall', '1\n'],
  ]);
  expect(fillIn(text, places)).toBe(
    'Words.\n<!-- measured: cpu -->\nnew $& table\n<!-- end -->\nmore\n<!-- measured: wall -->\n1\n<!-- end -->\n',
  );
});

test('a place without figures and figures without a place are errors', () => {
  expect(() => fillIn(text, new Map([['cpu', '']]))).toThrow('"wall"');
  const all = ['cpu', 'wall', 'memory'].map((name) => [name, ''] as const);
  expect(() => fillIn(text, new Map(all))).toThrow('no place for memory');
});

test('the page has figures in all its places', () => {
  const places = [...readFileSync(page, 'utf8').matchAll(/<!-- measured: (\S+) -->\n(.*?)<!-- end -->/gs)];
  expect(places.length).toBeGreaterThan(5);
  for (const [, name, content] of places) expect(content, name).not.toBe('');
});
