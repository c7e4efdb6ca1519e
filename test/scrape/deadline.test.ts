import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDeadline, type Deadline, Late } from '../../src/scrape/deadline.js';

describe('breathe', () => {
  let now: number;
  let deadline: Deadline;
  beforeEach(() => {
    now = 1000;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    deadline = createDeadline(61_000);
  });
  afterEach(() => {
    deadline.end();
    vi.restoreAllMocks();
  });

  test('has nobody wait while the turn is short', () => {
    now += 4;
    expect(deadline.breathe()).toBeUndefined();
  });

  test('lets others run when the turn is long, and then begins another', async () => {
    const ran: string[] = [];
    setImmediate(() => ran.push('another request'));
    now += 6;
    const turn = deadline.breathe();
    expect(turn).toBeInstanceOf(Promise);
    await turn;
    expect(ran).toEqual(['another request']);
    expect(deadline.breathe()).toBeUndefined();
    now += 6;
    expect(deadline.breathe()).toBeInstanceOf(Promise);
  });

  test('throws once the time is up, and tells those who listen', async () => {
    const work = deadline.race(new Promise(() => {}));
    now = 61_000;
    expect(() => deadline.breathe()).toThrow(Late);
    expect(deadline.signal.aborted).toBe(true);
    await expect(work).rejects.toThrow(Late);
  });
});
