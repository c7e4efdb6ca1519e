import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Hasher } from './basic-auth.js';

/**
 * Compares passwords with bcrypt hashes in a separate thread: a hash takes 60 ms or more, during which this one keeps
 * answering. The thread only exists while it is needed, as it takes about 10 MB.
 */
export function createBcryptThread(): Hasher {
  let worker: Worker | undefined;
  return {
    async compare(password, hash) {
      if (!worker) {
        worker = new Worker(new URL('./bcrypt-worker.js', import.meta.url));
        // An error while nobody waits must not end the process.
        worker.on('error', () => {
          worker = undefined;
        });
      }
      const answer = once(worker, 'message');
      worker.postMessage({ password, hash });
      const [matches] = (await answer) as unknown[];
      return matches === true;
    },
    rest() {
      worker?.terminate();
      worker = undefined;
    },
  };
}
