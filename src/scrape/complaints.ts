import type { Logger } from 'pino';

/** Logs a failure when it begins and again when it ends, but not on every scrape in between. */
export interface Complaints {
  /** `error` undefined: `subject` is fine. */
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
