import type { IncomingMessage } from 'node:http';
import { createSingleFlight } from '../../async/single-flight.js';
import type { DockerAddress } from '../../discovery/docker/address.js';
import type { Question } from '../allow/question.js';
import type { Shape } from '../redact/json-shapes.js';
import { membersOfTypes } from '../redact/redact-disk-usage.js';
import { redactEvents } from '../redact/redact-events.js';
import { type Output, redactStream, type Span } from '../redact/redact-stream.js';
import { NoAnswer } from '../refusal.js';
import { type AnswerMemory, createAnswerMemory, type HeldAnswer } from './held-answers.js';
import { createRestingAnswers } from './resting-answers.js';
import { createSlots, type Slots, withinTime } from './slots.js';
import { askDaemon, explain, foldVersion, headersOf } from './upstream.js';

/** A client's response, with status 200. */
export interface Answer {
  readonly headers: Readonly<Record<string, string>>;
  /** Whole, in chunks that are shared with other clients, or passed on as a stream. */
  readonly body: readonly Buffer[] | IncomingMessage;
  /**
   * Must be called once the client has it or is gone. `wasCut`: this process closed the connection with unread data.
   */
  done(wasCut: boolean): void;
}

/** Rejects with NoAnswer, or with the signal's reason. */
export type Ask = (question: Question, signal: AbortSignal) => Promise<Answer>;

const mib = 1024 * 1024;

/**
 * For each client that reads a long answer slowly, the kernel holds up to 208 KB, charged to this process. On a unix
 * socket it still does after the connection is closed here, until the client closes its end.
 */
const longAnswer = 64 * 1024;
const writingSeconds = 60;
const cutSeconds = 120;

interface Lane {
  readonly slots: Slots;
  /**
   * A large answer keeps its slot while it is sent: the next ones wait this long for its memory before they are told to
   * retry.
   */
  readonly turnSeconds?: number;
  /** Time limit for the daemon. */
  readonly seconds: number;
  readonly memory: AnswerMemory;
}

/** The daemon's answer, redacted. */
interface Told {
  readonly headers: Answer['headers'];
  readonly answer: HeldAnswer;
  /** Releases the hold that comes with it. */
  letGo(): void;
}

/** Writes the visible parts of an answer. */
type Redact = (body: AsyncIterable<Buffer>, output: Output) => Promise<Span[]>;

const byShape =
  (shape: Shape): Redact =>
  (body, output) =>
    redactStream(body, shape, output);

/** Queries the daemon, with limits on concurrent requests and on memory, whatever the number of clients. */
export function createAsk(address: DockerAddress): Ask {
  // Each has its own memory, so that one kind of request never blocks another. A list of ten thousand containers takes
  // 8 MB, and two must fit: a client that asks while one is being sent gets the next.
  const details: Lane = { slots: createSlots(8, 64), seconds: 60, memory: createAnswerMemory(4 * mib) };
  const lists: Lane = { slots: createSlots(2, 64), turnSeconds: 10, seconds: 60, memory: createAnswerMemory(16 * mib) };
  // One at a time: each of these keeps the daemon's disks busy. Their answers are cached.
  const sizes: Lane = { slots: createSlots(1, 8), seconds: 600, memory: createAnswerMemory(8 * mib) };
  const diskUsage: Lane = { slots: createSlots(1, 8), seconds: 600, memory: createAnswerMemory(12 * mib) };
  const passedSlots = createSlots(32, 0);
  const writers = createSlots(64, 256);
  const share = createSingleFlight<string, Told>();
  const resting = () => createRestingAnswers<Told>({ forget: (told) => told.letGo() });
  const [askSizes, askDiskUsage] = [resting(), resting()];

  async function read(path: string, redact: Redact | undefined, lane: Lane, client: AbortSignal): Promise<Told> {
    const { seconds } = lane;
    const { signal, forget } = withinTime(client, seconds, new NoAnswer(504, `no answer within ${seconds} s`));
    let release = () => {};
    const written = lane.memory.begin();
    try {
      release = await takeTurn(lane, signal);
      const body = await askDaemon(address, path, signal);
      const members = redact ? await redact(body, written) : [];
      // If nothing of it is visible.
      if (!redact) body.resume();
      const answer = written.finish(members);
      const letGo = answer.hold();
      if (lane.turnSeconds && answer.length > lane.memory.largeBytes) {
        answer.whenFreed(release);
        release = () => {};
      }
      return { headers: headersOf(body), answer, letGo };
    } catch (error) {
      written.discard();
      throw explain(address, error, signal);
    } finally {
      release();
      forget();
    }
  }

  async function takeTurn({ slots, seconds, turnSeconds = seconds }: Lane, client: AbortSignal): Promise<() => void> {
    const late = new NoAnswer(503, 'too many large answers are under way', 1);
    const { signal, forget } = withinTime(client, turnSeconds, late);
    try {
      return await slots.take(signal);
    } finally {
      forget();
    }
  }

  function readShared(path: string, redact: Redact | undefined, lane: Lane, client: AbortSignal): Promise<Told> {
    const begin = async (signal: AbortSignal) => {
      const told = await read(path, redact, lane, signal);
      // Waiting callers take their hold first.
      setImmediate(told.letGo);
      return told;
    };
    return share(path, begin, client);
  }

  /** It serves all callers until the cache expires, so no caller that leaves ends it. */
  const readForAll = (path: string, shape: Shape, lane: Lane) => () =>
    read(path, byShape(shape), lane, new AbortController().signal);

  async function send({ headers, answer }: Told, body: readonly Buffer[], client: AbortSignal): Promise<Answer> {
    const letGo = answer.hold();
    const told = { headers: { ...headers, 'Content-Type': 'application/json' }, body };
    if (answer.length <= longAnswer) return { ...told, done: letGo };
    const late = new NoAnswer(503, 'too many clients are slow to take long answers', writingSeconds);
    const { signal, forget } = withinTime(client, writingSeconds, late);
    try {
      const release = await writers.take(signal);
      const done = (wasCut: boolean) => {
        if (wasCut) setTimeout(release, cutSeconds * 1000).unref();
        else release();
        letGo();
      };
      return { ...told, done };
    } catch (error) {
      letGo();
      throw error;
    } finally {
      forget();
    }
  }

  async function pass(path: string, client: AbortSignal): Promise<Answer> {
    const done = await passedSlots.take(client);
    try {
      const answer = await askDaemon(address, path, client);
      const type = answer.headers['content-type'] ?? '';
      const headers = /^[\w./+-]+(?:; ?charset=[\w-]+)?$/.test(type) ? { 'Content-Type': type } : undefined;
      return { headers: { ...headersOf(answer), ...headers }, body: answer, done };
    } catch (error) {
      done();
      throw error;
    }
  }

  async function ping(path: string, client: AbortSignal): Promise<Answer['headers']> {
    return (await readShared(path, undefined, details, client)).headers;
  }

  /** The path of a disk usage request: the same for all API versions with the same answer. */
  async function diskUsagePath({ version, verbose }: Question & { readonly kind: 'disk-usage' }, client: AbortSignal) {
    const newest = (await ping('/_ping', client))['api-version'];
    if (newest === undefined) return `${version}/system/df${verbose ? '?verbose=1' : ''}`;
    const folded = foldVersion(version, newest);
    if (!folded) throw new NoAnswer(400, `the API version is too new, the daemon's newest is ${newest}`);
    return `${folded.prefix}/system/df${verbose && folded.hasVerbose ? '?verbose=1' : ''}`;
  }

  return async (question, client) => {
    if (question.kind === 'passed') return await pass(question.path, client);
    if (question.kind === 'ping') {
      const headers = { ...(await ping(question.path, client)), 'Content-Type': 'text/plain; charset=utf-8' };
      return { headers, body: [Buffer.from('OK')], done: () => {} };
    }
    if (question.kind === 'events') {
      const told = await readShared(question.path, redactEvents, details, client);
      return await send(told, told.answer.whole, client);
    }
    const { shape } = question;
    if (question.kind === 'redacted' && question.weight !== 'sizes') {
      const lane = question.weight === 'list' ? lists : details;
      const told = await readShared(question.path, byShape(shape), lane, client);
      return await send(told, told.answer.whole, client);
    }
    const { value: told, age } =
      question.kind === 'redacted'
        ? await askSizes(question.path, readForAll(question.path, shape, sizes))
        : await diskUsagePath(question, client).then((path) => askDiskUsage(path, readForAll(path, shape, diskUsage)));
    const members = question.kind === 'redacted' ? undefined : membersOfTypes(question.types);
    const body = members ? told.answer.withMembers(members) : told.answer.whole;
    const answer = await send(told, body, client);
    return { ...answer, headers: { ...answer.headers, Age: String(Math.floor(age)) } };
  };
}
