import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonElements, jsonParts, type Take } from '../../../src/discovery/docker/json/json-elements.js';

/** A text as it comes from a socket: cut into chunks anywhere, also inside a character. */
async function* cut(text: string | Buffer, places: readonly number[]): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  const ends = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  for (const [i, end] of ends.entries()) if (i > 0) yield bytes.subarray(ends[i - 1], end);
}

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const told: T[] = [];
  for await (const value of values) told.push(value);
  return told;
}

async function elements(text: string, places: readonly number[] = [], limits = {}): Promise<unknown[]> {
  return await all(jsonElements(cut(text, places), { longestElement: 1 << 20, ...limits }));
}

async function parts(text: string, take: (path: string) => Take, places: readonly number[] = []) {
  const told = await all(jsonParts(cut(text, places), { root: 'object', take, longest: 1 << 20 }));
  return told.map(({ path, value }) => [path, value]);
}

const places = fc.array(fc.nat(), { maxLength: 20 });
const anything = fc.jsonValue({ stringUnit: 'binary' });
const spaces = fc.constantFrom(undefined, 1, '\t', ' \r\n');

describe('the elements of a list', () => {
  test('are what JSON.parse makes of them, wherever the text is cut', async () => {
    const list = fc.array(anything, { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(list, spaces, places, async (value, space, cuts) => {
        const text = JSON.stringify(value, undefined, space);
        expect(await elements(text, cuts)).toEqual(JSON.parse(text));
      }),
      { numRuns: 1000 },
    );
  });

  test('are told of exactly where JSON.parse takes the text', async () => {
    const damage = fc.record({
      at: fc.nat(),
      drop: fc.nat({ max: 2 }),
      put: fc.stringMatching(/^["\\,:[\]{}u0a ]{0,2}$/),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { maxLength: 4 }), damage, places, async (value, { at, drop, put }, cuts) => {
        const whole = JSON.stringify(value);
        const place = at % whole.length;
        const text = whole.slice(0, place) + put + whole.slice(place + drop);
        // As it is in UTF-8, which has no half of a pair of surrogates.
        const sent = Buffer.from(text).toString();
        const [expected] = await Promise.allSettled([new Promise((resolve) => resolve(JSON.parse(sent)))]);
        const [told] = await Promise.allSettled([elements(text, cuts)]);
        if (expected.status === 'fulfilled' && Array.isArray(expected.value)) {
          expect(told).toMatchObject({ value: expected.value });
        } else expect(told.status).toBe('rejected');
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ['', 'the answer is not JSON'],
    [' \n', 'the answer is not JSON'],
    ['[1,2', 'the answer is not JSON'],
    ['[1,]', 'the answer is not JSON'],
    ['[1 2]', 'the answer is not JSON'],
    ['[1]]', 'the answer is not JSON'],
    ['[1}', 'the answer is not JSON'],
    ['[{"a":[}]]', 'the answer is not JSON'],
    ['{"a":1}', 'the answer is not a JSON list'],
    ['null', 'the answer is not a JSON list'],
    ['<h1>Hello</h1>', 'the answer is not a JSON list'],
  ])('of %j are an error', async (text, message) => {
    await expect(elements(text)).rejects.toThrow(message);
  });

  test('that are too long or too deep cost only themselves', async () => {
    const [long, deep] = [JSON.stringify('x'.repeat(99)), '['.repeat(65) + ']'.repeat(65)];
    const text = `[1,${long},{"a":${long}},${deep},2]`;
    for (const cuts of [[], [3, 30, 60, 150], Array.from({ length: 300 }, (_, i) => i)]) {
      expect(await elements(text, cuts, { longestElement: 100 })).toEqual([1, undefined, undefined, undefined, 2]);
    }
  });

  test('come while the rest of the text is still to be sent', async () => {
    async function* endless() {
      for (let i = 0; i < 100_000; i += 1) yield Buffer.from(i === 0 ? '[0' : `,${i}`);
      throw new Error('was read to its end');
    }
    const told: unknown[] = [];
    for await (const value of jsonElements(endless(), { longestElement: 10 })) {
      if (told.push(value) === 1000) break;
    }
    expect(told).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  test('have strings cut between two characters, with all that comes after them', async () => {
    const awkward = fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', '"', '\\', '\n', '\u0001', '\ud800') });
    await fc.assert(
      fc.asyncProperty(fc.array(awkward), fc.nat({ max: 12 }), places, async (texts, longestString, cuts) => {
        const whole = texts.map((text, after) => [text, after] as const);
        const told = await elements(JSON.stringify(whole), cuts, { longestString });
        expect(told).toEqual(whole.map(([, after]) => [expect.any(String), after]));
        for (const [i, one] of told.entries()) {
          const [text] = one as [string];
          const given = texts[i] ?? '';
          expect(given.startsWith(text)).toBe(true);
          const length = (some: string) => Buffer.byteLength(JSON.stringify(some)) - 2;
          expect(length(text)).toBeLessThanOrEqual(longestString + 5);
          if (length(given) <= longestString) expect(text).toBe(given);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the parts of an object', () => {
  const takes = { Images: 'open', 'Images[]': 'whole', Usage: 'open', 'Usage.Items': 'open', 'Usage.Items[]': 'whole' };
  const take = (path: string) =>
    (takes as Record<string, Take>)[path] ?? (path.startsWith('Usage.') ? 'whole' : 'skip');

  test('come with their paths, and the rest is passed over', async () => {
    const value = {
      Size: 7,
      Images: [{ Id: 'a' }, { Id: 'b', deep: [[]] }],
      Other: { Images: ['}'], Usage: { Items: [1] } },
      Usage: { Total: 3, Items: [1, null], 'a "b"': '' },
    };
    const expected = [
      ['Images[]', { Id: 'a' }],
      ['Images[]', { Id: 'b', deep: [[]] }],
      ['Usage.Total', 3],
      ['Usage.Items[]', 1],
      ['Usage.Items[]', null],
      ['Usage.a "b"', ''],
    ];
    await fc.assert(
      fc.asyncProperty(spaces, places, async (space, cuts) => {
        expect(await parts(JSON.stringify(value, undefined, space), take, cuts)).toEqual(expected);
      }),
    );
  });

  test('come whole where they are nothing that could be opened', async () => {
    expect(await parts('{"Images":null,"Usage":"x"}', take)).toEqual([
      ['Images', null],
      ['Usage', 'x'],
    ]);
  });

  test.each([
    '[]',
    '{"Images":[1}',
    '{"Images"}',
    '{"Images":}',
    '{Images:1}',
    '{"Images":[],}',
    '{"a" 1}',
    '{"a":1 "b":2}',
  ])('of %s are an error', async (text) => {
    await expect(parts(text, take)).rejects.toThrow('the answer is not');
  });
});
