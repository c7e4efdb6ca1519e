import { describe, expect, it } from 'vitest';
import { createSingleFlight } from '../../src/async/single-flight.js';

/** Work that ends when it is told to, and notes how it was begun and given up. */
function startable() {
  const begun: { signal: AbortSignal; resolve: (text: string) => void; reject: (error: Error) => void }[] = [];
  const share = createSingleFlight<string, string>();
  const ask = (key: string, waiter = new AbortController().signal) =>
    share(key, (signal) => new Promise((resolve, reject) => void begun.push({ signal, resolve, reject })), waiter);
  return { begun, ask };
}

describe('a single flight', () => {
  it('is shared by all who ask for the same meanwhile, and by nobody after it', async () => {
    const { begun, ask } = startable();
    const answers = [ask('a'), ask('b'), ask('a')];
    expect(begun).toHaveLength(2);
    begun[0]?.resolve('1');
    begun[1]?.resolve('2');
    expect(await Promise.all(answers)).toEqual(['1', '2', '1']);
    void ask('a');
    expect(begun).toHaveLength(3);
  });

  it('fails for all who wait', async () => {
    const { begun, ask } = startable();
    const answers = [ask('a'), ask('a')];
    begun[0]?.reject(new Error('no'));
    expect((await Promise.allSettled(answers)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    void ask('a');
    expect(begun).toHaveLength(2);
  });

  it('goes on for the others when one leaves, who is told at once', async () => {
    const { begun, ask } = startable();
    const leaver = new AbortController();
    const [left, stays] = [ask('a', leaver.signal), ask('a')];
    leaver.abort(new Error('late'));
    await expect(left).rejects.toThrow('late');
    expect(begun[0]?.signal.aborted).toBe(false);
    begun[0]?.resolve('1');
    expect(await stays).toBe('1');
  });

  it('is given up when the last one leaves, and started over by the next', async () => {
    const { begun, ask } = startable();
    const leavers = [new AbortController(), new AbortController()];
    const left = leavers.map(({ signal }) => ask('a', signal));
    for (const leaver of leavers) leaver.abort(new Error('late'));
    expect(begun[0]?.signal.reason).toEqual(new Error('late'));
    // It ends later than the next one begins, and fails.
    const next = ask('a');
    begun[0]?.reject(new Error('given up'));
    expect((await Promise.allSettled(left)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(begun).toHaveLength(2);
    void ask('a');
    expect(begun).toHaveLength(2);
    begun[1]?.resolve('2');
    expect(await next).toBe('2');
  });

  it('is not begun for one who has left already', async () => {
    const { begun, ask } = startable();
    await expect(ask('a', AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
    expect(begun).toEqual([]);
  });
});
