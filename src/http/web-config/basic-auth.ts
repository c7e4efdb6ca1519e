import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export type Verdict = 'right' | 'wrong' | 'busy';

interface Credentials {
  readonly user: string;
  readonly password: string;
}

/**
 * Checks an Authorization header against bcrypt hashes by user name. `client` identifies the client, such as its
 * address.
 */
export type Authenticate = (
  header: string | undefined,
  users: ReadonlyMap<string, string>,
  client: string,
) => Promise<Verdict>;

/**
 * Basic authentication. A correct password is cached, one per user, as a digest keyed with a key of this process, so
 * that a scraper costs one bcrypt hash. Wrong ones are not cached.
 *
 * User names do not leak: an unknown one is compared with the hash of one of the users, always the same, and so costs
 * the same.
 */
export function createAuthenticator(queue: HashQueue): Authenticate {
  const key = randomBytes(32);
  const rightDigests = new Map<string, Buffer>();
  /** The same check, requested while it is in progress, costs nothing more. */
  const underWay = new Map<string, Promise<boolean>>();

  function digestOf(...parts: string[]): Buffer {
    const digest = createHmac('sha256', key);
    for (const part of parts) digest.update(`${Buffer.byteLength(part)}:${part}`);
    return digest.digest();
  }

  function ask(digest: Buffer, password: string, hash: string, client: string): Promise<boolean> | undefined {
    const name = digest.toString('hex');
    const known = underWay.get(name);
    if (known) return known;
    const answer = queue.compare(password, hash, client)?.finally(() => underWay.delete(name));
    if (answer) underWay.set(name, answer);
    return answer;
  }

  return async (header, users, client) => {
    const credentials = parseBasic(header);
    if (!credentials) return 'wrong';
    const { user, password } = credentials;
    const hash = users.get(user);
    const hashes = [...users.values()];
    const standIn = hashes[digestOf(user).readUInt32BE(0) % hashes.length] ?? '';
    const digest = digestOf(user, hash ?? standIn, password);
    const remembered = rightDigests.get(user);
    if (hash !== undefined && remembered && timingSafeEqual(remembered, digest)) return 'right';

    const matches = await ask(digest, password, hash ?? standIn, client);
    if (matches === undefined) return 'busy';
    if (!matches || hash === undefined) return 'wrong';
    for (const name of rightDigests.keys()) if (!users.has(name)) rightDigests.delete(name);
    rightDigests.set(user, digest);
    return 'right';
  };
}

/** `Basic` and base64 of `user:password`; undefined for anything else. */
export function parseBasic(header: string | undefined): Credentials | undefined {
  const [, encoded] = /^basic ([A-Za-z0-9+/]+={0,2})$/i.exec(header ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

/** How many hashes can wait at once, in total and per client. At 60 ms each the last one waits two seconds. */
const places = 32;
const placesOfClient = 4;

interface HashQueue {
  /** Resolves to the result of `compare`, or at once to undefined if no place is free. */
  compare(password: string, hash: string, client: string): Promise<boolean> | undefined;
}

export interface Hasher {
  compare(password: string, hash: string): Promise<boolean>;
  /** There is no more work for now. */
  rest(): void;
}

/**
 * One hash at a time, as each takes a whole CPU, and few waiting: a flood of wrong passwords takes one CPU and little
 * memory. No client can take all places, so a flood does not block others.
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
