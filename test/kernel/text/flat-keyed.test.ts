import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ParseError } from '../../../src/kernel/errors.js';
import { flatKeyed } from '../../../src/kernel/text/flat-keyed.js';
import { bytes, counts, onlyParseErrors } from '../../support/kernel-text.js';

const sample = `anon 110592
file 0
kernel 315392
workingset_refault_file 18446744073709551615
`;

test('picks the wanted keys and leaves those out that the text lacks', () => {
  const parse = flatKeyed(['file', 'anon', 'swapcached']);
  expect(parse(bytes(sample))).toEqual({ anon: 110592, file: 0 });
});

test('a key that begins or ends like a wanted one is another', () => {
  const parse = flatKeyed(['oom']);
  expect(parse(bytes('oom_kill 3\nxoom 4\noo 5\n'))).toEqual({});
});

test('reads back any numbers of any keys, whatever else stands between', () => {
  const key = fc.stringMatching(/^[a-z][a-z_.]{0,11}$/);
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(key, counts), { selector: ([name]) => name, minLength: 1 }), (entries) => {
      const wanted = entries.filter((_, i) => i % 2 === 0);
      const text = bytes(entries.map(([name, value]) => `${name} ${value}\n`).join(''));
      expect(flatKeyed(wanted.map(([name]) => name))(text)).toEqual(
        Object.fromEntries(wanted.map(([name, value]) => [name, Number(value)])),
      );
    }),
  );
});

test('a wanted line without a number is an error that names the key', () => {
  expect(() => flatKeyed(['anon'])(bytes('anon\n'))).toThrow(ParseError);
  expect(() => flatKeyed(['anon'])(bytes('anon 12x\n'))).toThrow(/anon: expected a number/);
});

test('no text makes it throw anything else', () => {
  onlyParseErrors(flatKeyed(['anon', 'file', 'kernel', 'workingset_refault_file']), sample);
});
