import type { Logger } from 'pino';

/** A request is not let through. The message is for the client and the log, and has nothing of the request in it. */
export class Refusal extends Error {
  /** 400 for what is malformed, 403 for what is well-formed and not allowed. */
  readonly status: 400 | 403;

  constructor(status: 400 | 403, message: string) {
    super(message);
    this.status = status;
  }
}

/** An allowed request that can't be answered now, or that the daemon answers with an error. */
export class NoAnswer extends Error {
  /** HTTP status for the client. */
  readonly status: number;
  /** Seconds after which it is worth to ask again, where that is known. */
  readonly retryAfter: number | undefined;

  constructor(status: number, message: string, retryAfter?: number) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** A line a second on average, so that nobody who may only ask can fill a disk. */
const linesPerMinute = 60;

export type BoundedLog = (fields: Readonly<Record<string, string>>, message: string) => void;

/** Writes warnings, a few each minute, and with the first of the next one how many were left out. */
export function createBoundedLog(log: Logger, now: () => number = () => performance.now() / 1000): BoundedLog {
  let minute = Number.NEGATIVE_INFINITY;
  let lines = 0;
  return (fields, message) => {
    if (now() - minute >= 60) {
      if (lines > linesPerMinute) log.warn({ lines: lines - linesPerMinute }, 'more of these were not logged');
      minute = now();
      lines = 0;
    }
    lines += 1;
    if (lines <= linesPerMinute) log.warn(printable(fields), message);
  };
}

/** What clients send stands in logs cut and without what a terminal or a log's reader would take for something else. */
function printable(fields: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(fields);
  return Object.fromEntries(entries.map(([name, text]) => [name, text.slice(0, 200).replace(/[^\x20-\x7e]/g, '?')]));
}
