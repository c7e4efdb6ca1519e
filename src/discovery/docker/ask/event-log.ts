import { settlesWithin } from '../../../async/wait.js';
import { asEventTime, type DaemonEvent, longestEvents, readEvents } from '../events.js';
import type { DockerSession } from '../session.js';

/** What happened to containers since the last list. */
export interface Changes {
  /** Whether a list would have something new. */
  readonly needsList: boolean;
  /** Containers of which an inspect would, as the list need not tell. */
  readonly inspects: ReadonlySet<string>;
}

/**
 * Docker keeps its last 256 events, and `GET /events` with a time that has passed as `until` tells those at once. So a list
 * need not be asked for where nothing happened.
 *
 * Each answer begins with the last event of the answer before: where that is there, no event in between was lost. It is not
 * there after a restart of the daemon, or after more events than are kept (a health check that runs a command makes three).
 */
export interface EventLog {
  /** Undefined where that can't be told. Never rejects but for the signal. */
  changes(session: DockerSession, prefix: string, signal: AbortSignal): Promise<Changes | undefined>;
  /** All was listed, after the last ask for changes: those before are known. */
  listed(): void;
  /** Another daemon, or the same in another life. */
  forget(): void;
}

/** Events that a daemon keeps. */
const kept = 256;

/** A daemon that tells no events, or too many, is not asked for so many asks. */
const rest = 20;

/** It answers from memory; a proxy in between may be one that waits for what is to come. */
const patienceMs = 1000;

/** One whose clock is behind waits until that time has passed for it too: a list is answered sooner. */
const slowMs = 500;

export function createEventLog(): EventLog {
  let last: DaemonEvent | undefined;
  let resting = 0;
  let needsList = true;
  let inspects = new Set<string>();

  /** The events since the last one, that one too; undefined where there is no answer to go by. */
  async function read(session: DockerSession, prefix: string, signal: AbortSignal): Promise<DaemonEvent[] | undefined> {
    const since = last ? asEventTime(last.nanoseconds) : '1';
    const sent = Date.now();
    // A moment ahead, as the clock here has no more than milliseconds: the daemon waits for it.
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

/** What changes nothing that a list or an inspect has: volumes and networks are a container's from its creation on. */
const otherTypes = new Set(['volume', 'network', 'builder', 'plugin']);
const harmless =
  /^(?:exec_(?:create|start|die|detach)|attach|detach|resize|top|copy|commit|export|archive-path|extract-to-dir)\b/;
const inspectOnly = /^(?:oom|update|health_status)\b/;

function kindOf({ type, action }: DaemonEvent): 'nothing' | 'inspect' | 'list' {
  if (type !== 'container') return otherTypes.has(type) ? 'nothing' : 'list';
  return harmless.test(action) ? 'nothing' : inspectOnly.test(action) ? 'inspect' : 'list';
}

/** The daemon decides by its own clock what has passed. Of one whose clock differs, the last events would be missing. */
function isClockOf(date: string | undefined, sent: number): boolean {
  const told = date === undefined ? Number.NaN : Date.parse(date);
  // Whole seconds, and those of Node.js' servers a little late.
  return told > sent - 2500 && told < Date.now() + 1500;
}
