import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createMemoryBudget } from '../../src/docker-proxy/ask/memory-budget.js';
import { createRestingAsks } from '../../src/docker-proxy/ask/resting-asks.js';
import { createSlots } from '../../src/docker-proxy/ask/slots.js';
import { createBoundedLog } from '../../src/docker-proxy/client/bounded-log.js';
import { NoAnswer } from '../../src/docker-proxy/refusal.js';
import { createLog } from '../../src/log.js';

const never = new AbortController().signal;

/** A clock that is set, and a daemon that answers when it is told to. */
function dearQuestions() {
  let seconds = 1000;
  const asked: { answer: (text: string) => void; fail: (error: Error) => void }[] = [];
  const resting = createRestingAsks<string>(() => seconds);
  return {
    asked,
    pass: (time: number) => {
      seconds += time;
    },
    ask: (question: string) =>
      resting(question, () => new Promise((answer, fail) => void asked.push({ answer, fail }))),
  };
}

describe('a dear question', () => {
  it('is asked once by all who ask meanwhile', async () => {
    const { ask, asked, pass } = dearQuestions();
    const answers = [ask('df'), ask('df')];
    pass(3);
    answers.push(ask('df'));
    pass(3);
    asked[0]?.answer('1');
    expect(await Promise.all(answers)).toEqual([
      { value: '1', age: 0 },
      { value: '1', age: 0 },
      { value: '1', age: 3 },
    ]);
    expect(asked).toHaveLength(1);
  });

  it('is not asked again until the daemon rested ten times as long as it worked, at least 5 s, at most 10 min', async () => {
    for (const [work, rest] of [
      [2, 20],
      [0.01, 5],
      [300, 600],
    ] as const) {
      const { ask, asked, pass } = dearQuestions();
      const first = ask('df');
      pass(work);
      asked[0]?.answer('1');
      await first;
      pass(rest - 0.1);
      expect(await ask('df')).toEqual({ value: '1', age: expect.closeTo(work + rest - 0.1, 6) });
      pass(0.2);
      void ask('df');
      expect(asked).toHaveLength(2);
    }
  });

  it('that failed is asked again after 5 s, and at once where the daemon did not know it', async () => {
    const { ask, asked, pass } = dearQuestions();
    const first = ask('df');
    asked[0]?.fail(new NoAnswer(502, 'gone'));
    await expect(first).rejects.toThrow('gone');
    await expect(ask('df')).rejects.toThrow('gone');
    pass(5);
    const second = ask('df');
    expect(asked).toHaveLength(2);
    asked[1]?.fail(new NoAnswer(400, 'too new'));
    await expect(second).rejects.toThrow('too new');
    void ask('df');
    expect(asked).toHaveLength(3);
  });

  it('can be asked in four ways at once, not in five', async () => {
    const { ask, asked, pass } = dearQuestions();
    const answers = ['a', 'b', 'c', 'd'].map(ask);
    for (const { answer } of asked) answer('x');
    await Promise.all(answers);
    await expect(ask('e')).rejects.toMatchObject({ status: 429, retryAfter: 5 });
    pass(5);
    void ask('e');
    expect(asked).toHaveLength(5);
  });
});

describe('places', () => {
  it('are given in turn, and taken back from who leaves', async () => {
    const slots = createSlots(1, 2);
    const first = await slots.take(never);
    const leaver = new AbortController();
    const order: string[] = [];
    const leaving = slots.take(leaver.signal).catch(() => order.push('left'));
    const second = slots.take(never).then((release) => {
      order.push('second');
      return release;
    });
    await expect(slots.take(never)).rejects.toMatchObject({ status: 503, retryAfter: 1 });
    leaver.abort(new Error('gone'));
    await leaving;
    first();
    // Giving back twice gives one place.
    first();
    const third = slots.take(never).then(() => order.push('third'));
    const release = await second;
    expect(order).toEqual(['left', 'second']);
    release();
    await third;
    expect(order).toEqual(['left', 'second', 'third']);
  });
});

it('memory is given until there is none, and again once it came back', () => {
  const budget = createMemoryBudget(10);
  budget.take(6);
  expect(() => budget.take(5)).toThrow(NoAnswer);
  budget.give(6);
  budget.take(10);
});

describe('the log', () => {
  function logged() {
    let seconds = 0;
    const output = new PassThrough();
    const log = createBoundedLog(createLog({ level: 'info', format: 'json' }, output), () => seconds);
    const lines = (): Record<string, unknown>[] =>
      String(output.read() ?? '')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
    const pass = (time: number) => {
      seconds += time;
    };
    return { log, lines, pass };
  }

  it('has sixty lines a minute, and says how many it left out', () => {
    const { log, lines, pass } = logged();
    for (let i = 0; i < 1000; i++) log({}, 'refused');
    expect(lines()).toHaveLength(60);
    pass(60);
    log({}, 'refused');
    expect(lines().map(({ msg, lines: left }) => [msg, left])).toEqual([
      ['more of these were not logged', 940],
      ['refused', undefined],
    ]);
  });

  it('has nothing in it that is not printable, and nothing long', () => {
    const { log, lines } = logged();
    log({ target: `/\u001b[2J\u009b1m\r\nx\u202e${'y'.repeat(1000)}` }, 'refused');
    const [line] = lines();
    expect(line?.target).toMatch(/^\/\?\[2J\?1m\?\?x\?y+$/);
    expect(String(line?.target)).toHaveLength(200);
  });
});
