import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BodyTooLongError, readBody } from '../../../src/discovery/docker/json/read-body.js';

async function* chunksOf(...chunks: Uint8Array[]) {
  yield* chunks;
}

function countingBudget(limit: number) {
  const budget = {
    held: 0,
    take(bytes: number) {
      if (budget.held + bytes > limit) throw new Error('no room');
      budget.held += bytes;
    },
    give(bytes: number) {
      budget.held -= bytes;
    },
  };
  return budget;
}

test('a body is all of its chunks, which are counted while it is held', async () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 150_000, size: 'large' }), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(chunks, async (parts) => {
      const budget = countingBudget(1e9);
      const body = await readBody(chunksOf(...parts), { longest: 1e9, budget });
      expect(body.equals(Buffer.concat(parts))).toBe(true);
      expect(budget.held).toBe(body.length);
    }),
    { numRuns: 20 },
  );
});

test('a body that is too long, or for which there is no room, is read no further and gives all back', async () => {
  let sent = 0;
  async function* endless() {
    for (;;) {
      sent += 1;
      yield Buffer.alloc(10);
    }
  }
  const budget = countingBudget(45);
  await expect(readBody(endless(), { longest: 25, budget })).rejects.toThrow(BodyTooLongError);
  expect([sent, budget.held]).toEqual([3, 0]);
  await expect(readBody(endless(), { longest: 1000, budget })).rejects.toThrow('no room');
  expect([sent, budget.held]).toEqual([8, 0]);
});

test('half a body gives all back', async () => {
  async function* broken() {
    yield Buffer.alloc(10);
    throw new Error('hung up');
  }
  const budget = countingBudget(100);
  await expect(readBody(broken(), { longest: 100, budget })).rejects.toThrow('hung up');
  expect(budget.held).toBe(0);
});
