import { settlesWithin } from '../../../async/wait.js';
import { asEventTime, type DaemonEvent, longestEvents, readEvents } from '../events.js';
import type { DockerSession } from '../session.js';

/** What happened to containers since the last list. */
export interface Changes {
  /** Whether a new list would differ. */
  readonly needsList: boolean;
  /** Containers whose inspect may differ without the list showing it. */
  readonly inspects: ReadonlySet<string>;
}

/**
 * Docker keeps its last 256 events, and `GET /events` with an `until` in the past returns them at once. So if nothing
 * happened, no list is needed.
 *
 * Each answer begins with the last event of the previous answer: if it is there, no event in between was lost. It is
 * missing after a restart of the daemon, or after more events than are kept (a health check that runs a command makes
 * three).
 */
export interface EventLog {
  /** Undefined if unknown. Rejects only by the signal. */
  changes(session: DockerSession, prefix: string, signal: AbortSignal): Promise<Changes | undefined>;
  /** Everything was listed after the last request for changes: earlier changes are known. */
  listed(): void;
  /** A different daemon, or the same one restarted. */
  forget(): void;
}

/** How many events a daemon keeps. */
const kept = 256;

/** A daemon that reports no events, or too many, is not asked again for this many rounds. */
const rest = 20;

/** A daemon answers from memory; a proxy in between may wait for future events. */
const patienceMs = 1000;

/** A daemon whose clock is behind waits until its own clock has passed that time: a list is faster. */
const slowMs = 500;

export function createEventLog(): EventLog {
  let last: DaemonEvent | undefined;
  let resting = 0;
  let needsList = true;
  let inspects = new Set<string>();

  /** The events since the last one, inclusive; undefined without a usable answer. */
  async function read(session: DockerSession, prefix: string, signal: AbortSignal): Promise<DaemonEvent[] | undefined> {
    const since = last ? asEventTime(last.nanoseconds) : '1';
    const sent = Date.now();
    // Slightly in the future, as the clock here only has milliseconds: the daemon waits for it.
    const until = ((sent + 1) / 1000).toFixed(3);
    let events: DaemonEvent[] | undefined;
    const asked = session.get(
      `${prefix}/events?since=${since}&until=${until}`,
      async ({ headers, chunks }) => {
        const told = await readEvents(chunks);
        if (isClockOf(headers.date, sent)) events = told;
      },
      longestEvents,
    );
    await settlesWithin(
      asked.catch(() => {}),
      patienceMs,
      signal,
    );
    return events;
  }

  return {
    async changes(session, prefix, signal) {
      if (resting > 0) {
        resting -= 1;
        return undefined;
      }
      const before = last;
      const began = performance.now();
      const events = await read(session, prefix, signal);
      signal.throwIfAborted();
      if (!events) {
        [last, resting, needsList] = [undefined, rest, true];
        return undefined;
      }
      const isWhole = before !== undefined && events[0] !== undefined && isSame(events[0], before);
      last = events.at(-1);
      if (performance.now() - began > slowMs) resting = rest;
      if (!isWhole) {
        needsList = true;
        if (before && events.length >= kept) resting = rest;
        return undefined;
      }
      for (const event of events.slice(1)) {
        const kind = kindOf(event);
        if (kind === 'list') needsList = true;
        if (kind !== 'nothing' && event.type === 'container') inspects.add(event.id);
      }
      const changes = { needsList, inspects };
      inspects = new Set();
      return changes;
    },
    listed() {
      needsList = false;
    },
    forget() {
      [last, resting, needsList, inspects] = [undefined, 0, true, new Set()];
    },
  };
}

function isSame(one: DaemonEvent, other: DaemonEvent): boolean {
  return one.nanoseconds === other.nanoseconds && one.id === other.id && one.action === other.action;
}

/** Types that change nothing in a list or an inspect: a container has its volumes and networks from creation. */
const otherTypes = new Set(['volume', 'network', 'builder', 'plugin']);
const harmless =
  /^(?:exec_(?:create|start|die|detach)|attach|detach|resize|top|copy|commit|export|archive-path|extract-to-dir)\b/;
const inspectOnly = /^(?:oom|update|health_status)\b/;

function kindOf({ type, action }: DaemonEvent): 'nothing' | 'inspect' | 'list' {
  if (type !== 'container') return otherTypes.has(type) ? 'nothing' : 'list';
  return harmless.test(action) ? 'nothing' : inspectOnly.test(action) ? 'inspect' : 'list';
}

/** The daemon decides by its own clock what is in the past. If that differs, the last events would be missing. */
function isClockOf(date: string | undefined, sent: number): boolean {
  const told = date === undefined ? Number.NaN : Date.parse(date);
  // Whole seconds, and Node.js servers are slightly late.
  return told > sent - 2500 && told < Date.now() + 1500;
}
