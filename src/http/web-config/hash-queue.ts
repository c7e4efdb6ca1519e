/** Hashings that wait at once, those of one client at once. At 60 ms each the last of them waits for two seconds. */
const places = 32;
const placesOfClient = 4;

export interface HashQueue {
  /** Resolves to what `compare` says; undefined where no place is free, at once. */
  compare(password: string, hash: string, client: string): Promise<boolean> | undefined;
}

export interface Hasher {
  compare(password: string, hash: string): Promise<boolean>;
  /** There is nothing more to do for now. */
  rest(): void;
}

/**
 * One hashing after the other, as each takes a processor for itself, and few that wait: a flood of wrong passwords
 * takes one processor and little memory. No client takes all places, so a flood does not keep others out.
 */
export function createHashQueue(hasher: Hasher): HashQueue {
  const waiting = new Map<string, number>();
  let total = 0;
  let last: Promise<unknown> = Promise.resolve();

  function leave(client: string): void {
    total -= 1;
    const left = (waiting.get(client) ?? 1) - 1;
    if (left === 0) waiting.delete(client);
    else waiting.set(client, left);
    if (total === 0) hasher.rest();
  }

  return {
    compare(password, hash, client) {
      const ofClient = waiting.get(client) ?? 0;
      if (total >= places || ofClient >= placesOfClient) return undefined;
      total += 1;
      waiting.set(client, ofClient + 1);
      const result = last.then(() => hasher.compare(password, hash)).finally(() => leave(client));
      last = result.catch(() => {});
      return result;
    },
  };
}
