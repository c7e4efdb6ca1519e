import { settlesWithin } from '../../../async/wait.js';
import type { RuntimeRequest } from '../../runtime-source.js';
import { NoAnswerError } from '../answer-error.js';

/** The silence after which an ask leaves where the daemon is known to hang. Who left after less did not meet such a one. */
const patienceMs = 100;

/** It is waited for in steps, so that a process that got no processor for so long reads what has come meanwhile. */
const patienceTicks = 5;

/** One round of questions to a daemon. */
interface Asking {
  /** What an answer is waited for. */
  readonly stage: string;
  /** When the daemon last answered anything, in milliseconds of performance.now(). */
  readonly heardAt: number;
  /** Settles when all is answered, or nothing more will be. Never rejects. */
  readonly end: Promise<void>;
}

interface SharedAsksOptions<Address, Attempt extends Asking> {
  readonly begin: (address: Address, inodes: RuntimeRequest['inodes'], signal: AbortSignal) => Attempt;
  /** How long an attempt may take. */
  readonly timeoutSeconds: number;
}

export interface SharedAttempt<Attempt> {
  readonly attempt: Attempt;
  /** Why it was not waited for to its end; undefined where it was. */
  readonly left: NoAnswerError | undefined;
}

export interface SharedAsks<Address, Attempt> {
  /** Returns with an attempt that has ended, or as far as it is once there is no waiting for it. */
  ask(address: Address, inodes: RuntimeRequest['inodes'], signal: AbortSignal): Promise<SharedAttempt<Attempt>>;
  /** Whether the daemon is known to hang before it has listed anything. */
  readonly isHung: boolean;
}

interface Flight<Attempt> {
  readonly attempt: Attempt;
  readonly giveUp: (reason: NoAnswerError) => void;
  askers: number;
}

/**
 * One attempt at a time: whoever asks meanwhile waits for the same one. It is given up when its time is up, or when nobody waits
 * for it any more.
 *
 * A daemon that left somebody waiting is known to hang, until it has answered everything once. Meanwhile an ask leaves
 * after a short silence where the daemon hung before, and its attempt goes on by itself until the next ask: so the first
 * ask after the daemon has come back gets everything, also from a slow one, and those before cost scrapes next to nothing.
 */
export function shareAsks<Address, Attempt extends Asking>({
  begin,
  timeoutSeconds,
}: SharedAsksOptions<Address, Attempt>): SharedAsks<Address, Attempt> {
  /** Where the daemon hung. */
  const hung = new Set<string>();
  let current: Flight<Attempt> | undefined;

  function take(address: Address, inodes: RuntimeRequest['inodes']): Flight<Attempt> {
    // Nobody waits for it, what it listed is of an earlier scrape, and its connection may be dead.
    if (current?.askers === 0) current.giveUp(new NoAnswerError('asked again'));
    current ??= start(address, inodes);
    return current;
  }

  function start(address: Address, inodes: RuntimeRequest['inodes']): Flight<Attempt> {
    const controller = new AbortController();
    const attempt = begin(address, inodes, controller.signal);
    const forget = () => {
      clearTimeout(timer);
      if (current === flight) current = undefined;
    };
    const giveUp = (reason: NoAnswerError) => {
      if (performance.now() - attempt.heardAt >= patienceMs) hung.add(attempt.stage);
      forget();
      controller.abort(reason);
    };
    const timer = setTimeout(
      () => giveUp(new NoAnswerError(`no answer within ${timeoutSeconds} s`)),
      timeoutSeconds * 1000,
    ).unref();
    const flight: Flight<Attempt> = { attempt, giveUp, askers: 0 };
    attempt.end.then(() => {
      forget();
      if (!controller.signal.aborted) hung.clear();
    });
    return flight;
  }

  /** True when the attempt has ended; false when there is no waiting for it. */
  async function waitFor(attempt: Attempt, signal: AbortSignal): Promise<boolean> {
    let [heardAt, ticks] = [attempt.heardAt, 0];
    while (!signal.aborted && ticks < patienceTicks) {
      const limit = hung.size === 0 ? Number.POSITIVE_INFINITY : patienceMs / patienceTicks;
      if (await settlesWithin(attempt.end, limit, signal)) return true;
      const isSilent = hung.has(attempt.stage) && attempt.heardAt === heardAt;
      [heardAt, ticks] = [attempt.heardAt, isSilent ? ticks + 1 : 0];
    }
    return false;
  }

  return {
    async ask(address, inodes, signal) {
      const flight = take(address, inodes);
      flight.askers += 1;
      const ended = await waitFor(flight.attempt, signal);
      flight.askers -= 1;
      if (ended) return { attempt: flight.attempt, left: undefined };
      if (!signal.aborted) return { attempt: flight.attempt, left: new NoAnswerError('still no answer') };
      const left = new NoAnswerError('no answer before the scrape had to end');
      if (flight.askers === 0) flight.giveUp(left);
      return { attempt: flight.attempt, left };
    },
    get isHung() {
      return hung.has('contact') || hung.has('list');
    },
  };
}
