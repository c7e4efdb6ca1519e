import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export type Verdict = 'right' | 'wrong' | 'busy';

interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Checks an Authorization header against bcrypt hashes by user name. `client` is who asks, such as its address. */
export type Authenticate = (
  header: string | undefined,
  users: ReadonlyMap<string, string>,
  client: string,
) => Promise<Verdict>;

/**
 * Basic authentication. A password that was right is remembered, one for each user, as a keyed digest whose key is this
 * process' own, so that a scraper costs a hash once. Wrong ones are not remembered.
 *
 * Nobody learns which users there are: an unknown one is compared with the hash of one of the users, always the same,
 * and so costs what that user costs.
 */
export function createAuthenticator(queue: HashQueue): Authenticate {
  const key = randomBytes(32);
  const rightDigests = new Map<string, Buffer>();
  /** The same question asked while it is being answered costs nothing more. */
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

/** Hashings that wait at once, those of one client at once. At 60 ms each the last of them waits for two seconds. */
const places = 32;
const placesOfClient = 4;

interface HashQueue {
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
