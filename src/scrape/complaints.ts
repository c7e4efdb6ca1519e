import type { Logger } from 'pino';

/** Logs a failure when it begins and its end when it ends, and not again on every scrape between. */
export interface Complaints {
  /** `error` undefined: `subject` is well. */
  report(subject: string, error: unknown): void;
}

export function createComplaints(log: Logger): Complaints {
  const failing = new Set<string>();
  return {
    report(subject, error) {
      if (error === undefined) {
        if (failing.delete(subject)) log.info(`${subject} works again`);
      } else if (!failing.has(subject)) {
        failing.add(subject);
        log.warn(`${subject} failed: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  };
}
