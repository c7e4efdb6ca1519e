import { settlesWithin } from '../../../async/wait.js';
import type { RuntimeRequest } from '../../runtime-source.js';
import { NoAnswerError } from '../answer-error.js';

/** How long a request waits in silence where the daemon is known to hang. A shorter wait does not count as a hang. */
const patienceMs = 100;

/** The wait is in steps, so that a process that got no CPU for that long still reads what has arrived meanwhile. */
const patienceTicks = 5;

/** One round of requests to a daemon. */
interface Asking {
  /** The request whose answer is pending. */
  readonly stage: string;
  /** When the daemon last answered anything, in milliseconds of performance.now(). */
  readonly heardAt: number;
  /** Settles when everything has been answered, or nothing more will be. Never rejects. */
  readonly end: Promise<void>;
}

interface SharedAsksOptions<Address, Attempt extends Asking> {
  readonly begin: (address: Address, inodes: RuntimeRequest['inodes'], signal: AbortSignal) => Attempt;
  /** How long an attempt may take. */
  readonly timeoutSeconds: number;
}

export interface SharedAttempt<Attempt> {
  readonly attempt: Attempt;
  /** Why waiting stopped before its end; undefined if it did not. */
  readonly left: NoAnswerError | undefined;
}

export interface SharedAsks<Address, Attempt> {
  /** Returns a finished attempt, or its current state once waiting is over. */
  ask(address: Address, inodes: RuntimeRequest['inodes'], signal: AbortSignal): Promise<SharedAttempt<Attempt>>;
  /** Whether the daemon is known to hang before it lists anything. */
  readonly isHung: boolean;
}

interface Flight<Attempt> {
  readonly attempt: Attempt;
  readonly giveUp: (reason: NoAnswerError) => void;
  askers: number;
}

/**
 * One attempt at a time: callers that arrive meanwhile wait for the same one. It is abandoned when its time is up, or
 * when nobody waits for it any more.
 *
 * A daemon that left a caller waiting is known to hang until it has answered everything once. Until then, a caller
 * leaves after a short silence at the point where the daemon hung before, and its attempt continues in the background
 * until the next call. So the first call after the daemon has recovered gets everything, even from a slow daemon, and
 * the calls before cost a scrape next to nothing.
 */
export function shareAsks<Address, Attempt extends Asking>({
  begin,
  timeoutSeconds,
}: SharedAsksOptions<Address, Attempt>): SharedAsks<Address, Attempt> {
  /** The stages at which the daemon hung. */
  const hung = new Set<string>();
  let current: Flight<Attempt> | undefined;

  function take(address: Address, inodes: RuntimeRequest['inodes']): Flight<Attempt> {
    // Nobody waits for it, its list is from an earlier scrape, and its connection may be dead.
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

  /** True when the attempt has ended; false when waiting is over. */
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
