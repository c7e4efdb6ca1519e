import type { Logger } from 'pino';

/** A request is not allowed. The message is for the client and the log, and contains nothing of the request. */
export class Refusal extends Error {
  /** 400 for what is malformed, 403 for what is well-formed and not allowed. */
  readonly status: 400 | 403;

  constructor(status: 400 | 403, message: string) {
    super(message);
    this.status = status;
  }
}

/** An allowed request that can't be answered now, or to which the daemon returns an error. */
export class NoAnswer extends Error {
  /** HTTP status for the client. */
  readonly status: number;
  /** Seconds after which a retry is worthwhile, if known. */
  readonly retryAfter: number | undefined;

  constructor(status: number, message: string, retryAfter?: number) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** A line per second on average, so that a client cannot fill a disk. */
const linesPerMinute = 60;

export type BoundedLog = (fields: Readonly<Record<string, string>>, message: string) => void;

/** Logs a few warnings per minute, and with the first one of the next minute how many were dropped. */
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

/** What clients send is logged cut, and without characters that a terminal or a log reader would interpret. */
function printable(fields: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(fields);
  return Object.fromEntries(entries.map(([name, text]) => [name, text.slice(0, 200).replace(/[^\x20-\x7e]/g, '?')]));
}
