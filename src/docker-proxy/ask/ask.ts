import type { IncomingMessage } from 'node:http';
import type { DockerAddress } from '../../discovery/docker/address.js';
import type { Question } from '../allow/question.js';
import type { Shape } from '../redact/json-shapes.js';
import { partsOfTypes } from '../redact/redact-disk-usage.js';
import { NoAnswer } from '../refusal.js';
import { createMemoryBudget } from './memory-budget.js';
import { parseAnswer, readAnswer, readError } from './read-answer.js';
import { createRestingAsks } from './resting-asks.js';
import { createSlots, type Slots } from './slots.js';
import { askDaemon, headersOf, unanswered } from './upstream.js';

/** What a client gets, with status 200. */
export interface Answer {
  readonly headers: Readonly<Record<string, string>>;
  /** Whole, or passed on as it comes. */
  readonly body: string | IncomingMessage;
  /** To be called once the client has it, or has gone. */
  done(): void;
}

/** Rejects with NoAnswer, or with the signal's reason. */
export type Ask = (question: Question, signal: AbortSignal) => Promise<Answer>;

/** How long the daemon may take, in seconds; longer where it walks through files. */
const quickSeconds = 60;
const slowSeconds = 600;

/** Bytes of answers that are held at once. */
const heldBytes = 32 * 1024 * 1024;

/** Asks the daemon, with bounds on how much it is asked at once. */
export function createAsk(address: DockerAddress): Ask {
  const budget = createMemoryBudget(heldBytes);
  const quickSlots = createSlots(8, 64);
  // One after the other: each of these keeps the daemon's disks busy.
  const slowSlots = createSlots(1, 8);
  const passedSlots = createSlots(32, 0);
  const askResting = createRestingAsks<{ readonly headers: Answer['headers']; readonly value: object }>();

  /** The value of an answer and its headers. */
  async function read<T>(path: string, slow: boolean, client: AbortSignal, parse: (body: Buffer) => T) {
    const seconds = slow ? slowSeconds : quickSeconds;
    const { signal, release } = await place(slow ? slowSlots : quickSlots, client, seconds);
    try {
      const answer = await askDaemon(address, path, signal);
      const body = await readAnswer(answer, budget);
      budget.give(body.length);
      return { headers: headersOf(answer), value: parse(body) };
    } catch (error) {
      throw explain(error, signal);
    } finally {
      release();
    }
  }

  /** A place for a request, and a signal for when the client has gone or the time is up. */
  async function place(slots: Slots, client: AbortSignal, seconds: number) {
    const end = new AbortController();
    const leave = () => end.abort(client.reason);
    const timer = setTimeout(() => end.abort(new NoAnswer(504, `no answer within ${seconds} s`)), seconds * 1000);
    client.addEventListener('abort', leave, { once: true });
    if (client.aborted) leave();
    const forget = () => {
      clearTimeout(timer);
      client.removeEventListener('abort', leave);
    };
    try {
      const giveBack = await slots.take(end.signal);
      return {
        signal: end.signal,
        release() {
          forget();
          giveBack();
        },
      };
    } catch (error) {
      forget();
      throw error;
    }
  }

  function explain(error: unknown, signal: AbortSignal): unknown {
    if (signal.aborted) return signal.reason;
    return error instanceof NoAnswer ? error : unanswered(address, error);
  }

  function whole(headers: Answer['headers'], value: unknown): Answer {
    const body = JSON.stringify(value);
    budget.take(body.length);
    return { headers: { ...headers, 'Content-Type': 'application/json' }, body, done: () => budget.give(body.length) };
  }

  async function pass(path: string, client: AbortSignal): Promise<Answer> {
    const done = await passedSlots.take(client);
    try {
      const answer = await askDaemon(address, path, client);
      if (answer.statusCode !== 200) throw await readError(answer, budget);
      const type = answer.headers['content-type'] ?? '';
      const headers = /^[\w./+-]+(?:; ?charset=[\w-]+)?$/.test(type) ? { 'Content-Type': type } : undefined;
      return { headers: { ...headersOf(answer), ...headers }, body: answer, done };
    } catch (error) {
      done();
      throw explain(error, client);
    }
  }

  return async (question, client) => {
    const { kind, path } = question;
    if (kind === 'passed') return await pass(path, client);
    if (kind === 'ping') {
      const { headers } = await read(path, false, client, () => undefined);
      return { headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }, body: 'OK', done: () => {} };
    }
    if (kind === 'redacted') {
      const { headers, value } = await read(path, question.slow, client, (body) => shown(question.shape, body));
      return whole(headers, value);
    }
    const { value: told, age } = await askResting(path, () =>
      // It is for everybody who asks, so nobody's leaving ends it.
      read(path, true, new AbortController().signal, (body) => shown(question.shape, body)),
    );
    const answer = whole(told.headers, partsOfTypes(told.value, question.types));
    return { ...answer, headers: { ...answer.headers, Age: String(Math.floor(age)) } };
  };
}

/** @throws NoAnswer for what is not JSON, or not of the shape at all */
function shown(shape: Shape, body: Buffer): object {
  const value = shape(parseAnswer(body));
  if (typeof value !== 'object' || value === null) throw new NoAnswer(502, "the daemon's answer has another form");
  return value;
}
