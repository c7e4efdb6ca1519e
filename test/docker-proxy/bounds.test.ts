import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createAnswerMemory } from '../../src/docker-proxy/ask/held-answers.js';
import { createRestingAnswers } from '../../src/docker-proxy/ask/resting-answers.js';
import { createSlots } from '../../src/docker-proxy/ask/slots.js';
import { foldVersion } from '../../src/docker-proxy/ask/upstream.js';
import { createBoundedLog, NoAnswer } from '../../src/docker-proxy/refusal.js';
import { createLog } from '../../src/log.js';

const never = new AbortController().signal;

/** A clock that is set, and a daemon that answers when it is told to. */
function expensiveQuestions() {
  let seconds = 1000;
  const asked: { answer: (text: string) => void; fail: (error: Error) => void }[] = [];
  const forgotten: string[] = [];
  const resting = createRestingAnswers<string>({ forget: (text) => forgotten.push(text), now: () => seconds });
  return {
    asked,
    forgotten,
    pass: (time: number) => {
      seconds += time;
    },
    ask: (question: string) =>
      resting(question, () => new Promise((answer, fail) => void asked.push({ answer, fail }))),
  };
}

describe('an expensive question', () => {
  it('is asked once by all who ask meanwhile', async () => {
    const { ask, asked, pass } = expensiveQuestions();
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
      const { ask, asked, forgotten, pass } = expensiveQuestions();
      const first = ask('df');
      pass(work);
      asked[0]?.answer('1');
      await first;
      pass(rest - 0.1);
      expect(await ask('df')).toEqual({ value: '1', age: expect.closeTo(work + rest - 0.1, 6) });
      expect(forgotten).toEqual([]);
      pass(0.2);
      const second = ask('df');
      expect(asked).toHaveLength(2);
      asked[1]?.answer('2');
      expect((await second).value).toBe('2');
      expect(forgotten).toEqual(['1']);
    }
  });

  it('that failed is asked again after a rest too, and at once where the daemon did not know it', async () => {
    const { ask, asked, pass } = expensiveQuestions();
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

  it('can be asked in eight ways at once, not in nine', async () => {
    const { ask, asked, pass } = expensiveQuestions();
    const answers = [...'abcdefgh'].map(ask);
    for (const { answer } of asked) answer('x');
    await Promise.all(answers);
    await expect(ask('i')).rejects.toMatchObject({ status: 429, retryAfter: 5 });
    pass(5);
    void ask('i');
    expect(asked).toHaveLength(9);
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

describe('memory for answers', () => {
  const kib = 1024;
  const text = (length: number) => 'ä'.repeat(length / 2);

  it('is given until there is none, and again once nobody holds it', () => {
    const memory = createAnswerMemory(64 * kib);
    const first = memory.begin();
    first.write(text(40 * kib));
    const answer = first.finish([]);
    const [mine, yours] = [answer.hold(), answer.hold()];
    const second = memory.begin();
    expect(() => second.write(text(40 * kib))).toThrow(NoAnswer);
    second.discard();
    mine();
    // Letting go twice is letting go once.
    mine();
    const early = memory.begin();
    expect(() => early.write(text(64 * kib))).toThrow(NoAnswer);
    early.discard();
    expect(Buffer.concat(answer.whole).toString()).toBe(text(40 * kib));
    yours();
    const third = memory.begin();
    third.write(text(64 * kib));
    expect(third.length).toBe(64 * kib);
  });

  it('gives some members of an object', () => {
    const written = createAnswerMemory(64 * kib).begin();
    const spans = ['a', 'b', 'c'].map((name, i) => {
      written.write(i === 0 ? '{' : ',');
      const from = written.length;
      written.write(`"${name}":"${name.repeat(9000)}"`);
      return { name, from, to: written.length };
    });
    written.write('}');
    const answer = written.finish(spans);
    const members = (...names: string[]) => JSON.parse(Buffer.concat(answer.withMembers(new Set(names))).toString());
    expect(members('a', 'c')).toEqual({ a: 'a'.repeat(9000), c: 'c'.repeat(9000) });
    expect(members('b', 'x')).toEqual({ b: 'b'.repeat(9000) });
    expect(members()).toEqual({});
  });
});

describe('versions of disk usage', () => {
  it.each([
    // Docker 20.10: whoever asks gets its own.
    ['', '1.41', '/v1.41', false],
    ['/v1.30', '1.41', '/v1.41', false],
    // Docker 28: an older command line, the exporter and a newer command line.
    ['/v1.41', '1.51', '/v1.41', false],
    ['/v1.43', '1.51', '/v1.43', false],
    ['/v1.44', '1.51', '/v1.51', false],
    ['/v1.48', '1.51', '/v1.51', false],
    ['', '1.51', '/v1.51', false],
    // Docker 29.
    ['/v1.41', '1.55', '/v1.41', false],
    ['/v1.50', '1.55', '/v1.51', false],
    ['/v1.52', '1.55', '/v1.55', true],
    ['', '1.60', '/v1.60', true],
  ])('%s of a daemon of %s', (asked, newest, prefix, hasVerbose) => {
    expect(foldVersion(asked, newest)).toEqual({ prefix, hasVerbose });
  });

  it.each([
    ['/v1.42', '1.41'],
    ['/v2.0', '1.41'],
    ['/v1.41', 'none'],
    ['/v1.141', '1.51'],
  ])('%s is not known to a daemon of %s', (asked, newest) => expect(foldVersion(asked, newest)).toBeUndefined());
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
