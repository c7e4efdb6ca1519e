import { getEventListeners } from 'node:events';
import { expect, test, vi } from 'vitest';
import { settlesWithin } from '../../src/async/wait.js';

const never = new Promise(() => {});

test.each([
  ['a promise that settles', Promise.resolve(), 1000, undefined, true],
  ['one that settles without a time limit', Promise.resolve(), Number.POSITIVE_INFINITY, undefined, true],
  ['one that does not in time', never, 1, undefined, false],
  ['one for which there is no time', never, -1, undefined, false],
  ['one for nobody who waits any more', never, Number.POSITIVE_INFINITY, AbortSignal.abort(), false],
])('%s', async (_, promise, milliseconds, signal, settles) => {
  expect(await settlesWithin(promise, milliseconds, signal ?? new AbortController().signal)).toBe(settles);
});

test('who leaves is answered at once, and nothing stays behind', async () => {
  vi.useFakeTimers();
  try {
    const controller = new AbortController();
    const waiting = settlesWithin(never, 1000, controller.signal);
    controller.abort();
    expect(await waiting).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});
