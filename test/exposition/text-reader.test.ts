import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Family } from '../../src/exposition/family.js';
import { labels } from '../../src/exposition/labels.js';
import type { Column } from '../../src/exposition/samples.js';
import { ExpositionError, readExposition } from '../../src/exposition/text-reader.js';
import { writeExposition } from '../../src/exposition/text-writer.js';
import { parseFamilies } from '../support/parse-families.js';

const labelText = fc.string({
  unit: fc.oneof(
    fc.constantFrom('"', '\\', '\n', '\r', 'n', ',', '{', '}', '=', '#', ' ', 'é', '漢', '😀', '\0', '\u2028'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  minLength: 1,
});
const labelName = fc.constantFrom('device', 'a', 'B_2', '__proto__', 'constructor', 'toString');
const figure = fc.oneof(
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, 5e-324, 1e21),
);
const sample = fc.record({
  identity: fc.option(labelText, { nil: undefined }),
  own: fc.uniqueArray(fc.tuple(labelName, labelText), { selector: ([name]) => name, maxLength: 3 }),
  value: figure,
});

const family = (name: string): Family => ({ name, type: 'gauge', help: 'Some {help="1"} 2\nlines.', labels: [] });
const asUtf8 = (text: string) => Buffer.from(text, 'utf8').toString('utf8');

/** `labels()` of an object would lose `__proto__`. */
const rendered = (pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([name, value]) => labels(Object.fromEntries([[name, value]]))).join(',');

function render(columns: readonly Column[]): string {
  let text = '';
  for (const chunk of writeExposition(columns, 'text')) text += Buffer.from(chunk).toString('utf8');
  return text;
}

describe('readExposition', () => {
  it('gives back what the writer was given, whatever it was', () => {
    fc.assert(
      fc.property(fc.array(fc.array(sample, { minLength: 1, maxLength: 12 }), { maxLength: 4 }), (families) => {
        const columns = families.map(
          (samples, i): Column => ({
            family: family(`test_${i}_value`),
            values: samples.map(({ value }) => value),
            identities: samples.map(({ identity }) =>
              identity === undefined ? undefined : Buffer.from(labels({ id: identity })),
            ),
            labels: samples.map(({ own }) => rendered(own)),
          }),
        );
        const { series } = readExposition(render(columns));
        expect([...series.keys()]).toEqual(columns.map((column) => column.family.name));
        families.forEach((samples, i) => {
          const name = `test_${i}_value`;
          const read = series.get(name)?.map((one) => ({ ...one, labels: Object.entries(one.labels) }));
          expect(read).toEqual(
            samples.map(({ identity, own, value }) => ({
              name,
              value,
              labels: [
                ...(identity === undefined ? [] : [['id', asUtf8(identity)]]),
                ...own.map(([label, text]) => [label, asUtf8(text)]),
              ],
            })),
          );
        });
      }),
    );
  });

  it.each(['v1-cgroupfs', 'v2-systemd', 'v1-kubepods', 'v1-podman'])('reads the recorded host %s', (host) => {
    const golden = readFileSync(join(import.meta.dirname, `../golden/${host}.prom`), 'utf8');
    const text = golden.replaceAll('<varies>', '1');
    const expected = parseFamilies(text, 'text').flatMap(({ samples }) => samples);
    expect([...readExposition(text).series.values()].flat()).toEqual(expected);
    expect(expected.length).toBeGreaterThan(500);
  });

  test.each([
    ['spaces and tabs', '  a{ b = "c" , d="e" ,} \t 1.5 \r\n', [['a', { b: 'c', d: 'e' }, 1.5]]],
    [
      'a timestamp',
      'a 1 1700000000000\nb{c="d"}2 -5\n',
      [
        ['a', {}, 1],
        ['b', { c: 'd' }, 2],
      ],
    ],
    ['no line feed at the end', '# HELP a b\na 1', [['a', {}, 1]]],
    [
      'every spelling of a number',
      'a +Inf\na -inf\na NaN\na 1e3\na -.5\na 5.\n',
      [
        ['a', {}, Infinity],
        ['a', {}, -Infinity],
        ['a', {}, Number.NaN],
        ['a', {}, 1000],
        ['a', {}, -0.5],
        ['a', {}, 5],
      ],
    ],
    ['an escape that is none', String.raw`a{b="\x\\n"} 1`, [['a', { b: String.raw`\x\n` }, 1]]],
    ['braces without labels', 'a{} 1\n', [['a', {}, 1]]],
    ['nothing', '\n# only a comment\n\n', []],
  ])('reads %s', (_, text, expected) => {
    const read = [...readExposition(text).series.values()].flat();
    expect(read.map(({ name, labels, value }) => [name, { ...labels }, value])).toEqual(expected);
  });

  test.each([
    ['a page of HTML', '<!DOCTYPE html>\n', 1],
    ['no value', 'a 1\n\nb\n', 3],
    ['a value that is none', 'a 1\nb{c="d"} x\n', 2],
    ['an empty value', 'a{b="c"} \n', 1],
    ['a label without quotes', 'a{b=c} 1\n', 1],
    ['labels that are not closed', 'a{b="c" 1\n', 1],
    ['a quote that is not closed', 'a{b="c} 1\n', 1],
    ['two values', 'a 1 2 3\n', 1],
    ['two blocks of labels', 'a{b="c"} 1 {d="e"} 2\n', 1],
    ['a name that begins with a digit', '1a 1\n', 1],
  ])('names the line of %s', (_, text, line) => {
    expect(() => readExposition(text)).toThrow(ExpositionError);
    expect(() => readExposition(text)).toThrow(new RegExp(`^line ${line} is not a sample: "`));
  });

  it('takes a label of a megabyte, and shows little of a line that long', () => {
    const long = '\\\\'.repeat(500_000);
    expect(readExposition(`a{b="${long}"} 1`).series.get('a')?.[0]?.labels.b).toHaveLength(500_000);
    expect(() => readExposition(`a{b="${long}"} x`)).toThrow(/^.{0,200}$/s);
  });
});
