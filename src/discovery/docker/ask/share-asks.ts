import type { RuntimeAnswer, RuntimeRequest } from '../../runtime-source.js';

interface SharedAsksOptions {
  /** Answers for what it has when the signal is aborted, and soon. Never rejects. */
  readonly run: (inodes: RuntimeRequest['inodes'], signal: AbortSignal) => Promise<RuntimeAnswer | undefined>;
  readonly timeoutSeconds: number;
  /** What the signal is aborted with, given how long there was no answer. */
  readonly giveUp: (time: string) => Error;
}

interface Ask {
  readonly answer: Promise<RuntimeAnswer | undefined>;
  readonly controller: AbortController;
  askers: number;
}

/**
 * One ask at a time: who asks meanwhile waits for the same answer. It is given up when its time is up, or when nobody
 * waits for it any more; who alone leaves early gets undefined.
 */
export function shareAsks({ run, timeoutSeconds, giveUp }: SharedAsksOptions) {
  let current: Ask | undefined;

  function begin(inodes: RuntimeRequest['inodes']): Ask {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(giveUp(`within ${timeoutSeconds} s`)), timeoutSeconds * 1000);
    const ask: Ask = {
      controller,
      askers: 0,
      answer: run(inodes, controller.signal).finally(() => {
        clearTimeout(timer);
        if (current === ask) current = undefined;
      }),
    };
    return ask;
  }

  return async (inodes: RuntimeRequest['inodes'], signal: AbortSignal): Promise<RuntimeAnswer | undefined> => {
    if (signal.aborted) return undefined;
    current ??= begin(inodes);
    const ask = current;
    ask.askers += 1;
    let leave = () => {};
    const left = new Promise<undefined>((resolve) => {
      leave = () => {
        ask.askers -= 1;
        if (ask.askers > 0) return resolve(undefined);
        // Whatever is there by now is the answer, so it is waited for.
        if (current === ask) current = undefined;
        ask.controller.abort(giveUp('before the scrape had to end'));
      };
    });
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([ask.answer, left]);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  };
}
