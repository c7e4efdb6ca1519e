import type { Logger } from 'pino';
import { explainDockerError } from '../answer-error.js';
import type { Attempt } from './attempt.js';

/** Warnings about single containers. What concerns all of them is the answer's error. */
export interface ContainerWarnings {
  /** Warns of what is wrong with an attempt, once for each thing until it is right again. */
  tell(attempt: Attempt): void;
}

export function createContainerWarnings(log: Logger): ContainerWarnings {
  let known: ReadonlySet<string> = new Set();
  return {
    tell({ listing, inspections: { planned, failures } }) {
      if (!listing) return;
      const wrong = new Map<string, string>();
      const { illFormed, shortened } = listing;
      if (illFormed > 0) wrong.set('ids', `${illFormed} listed containers have no usable id`);
      if (shortened > 0)
        wrong.set('texts', `labels of ${shortened} containers are too long, and some of them left out`);
      const isGeneral = failures.size === planned.length && planned.length > 1;
      for (const [id, error] of isGeneral ? [] : failures) {
        wrong.set(id, `container ${id} can't be inspected: ${explainDockerError(error)}`);
      }
      for (const [what, text] of wrong) if (!known.has(what)) log.warn(text);
      known = new Set(wrong.keys());
    },
  };
}
