import { compareSync, hashSync } from 'bcryptjs';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Authenticate,
  createAuthenticator,
  createHashQueue,
  parseBasic,
} from '../../../src/http/web-config/basic-auth.js';
import { gate } from '../../support/gate.js';

const alice = hashSync('secret', 4);
const bob = hashSync('hunter2', 5);
const users = new Map([
  ['alice', alice],
  ['bob', bob],
]);
const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`;

describe('parseBasic', () => {
  // As RFC 7617 has it.
  it.each([
    ['Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', { user: 'Aladdin', password: 'open sesame' }],
    ['basic dGVzdDoxMjPCow==', { user: 'test', password: '123£' }],
    [basic('a:b:c'), { user: 'a', password: 'b:c' }],
    [basic(':'), { user: '', password: '' }],
    [basic('nocolon'), undefined],
    ['Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ==', undefined],
    ['Basic', undefined],
    ['Basic QWxh ZGRp', undefined],
    ['Basic ?', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j', (header, credentials) => expect(parseBasic(header)).toEqual(credentials));
});

describe('the authenticator', () => {
  let hashed: string[];
  let authenticate: Authenticate;
  const ask = (credentials: string, known: ReadonlyMap<string, string> = users) =>
    authenticate(basic(credentials), known, 'client');
  beforeEach(() => {
    hashed = [];
    authenticate = createAuthenticator(
      createHashQueue({
        async compare(password, hash) {
          hashed.push(hash);
          return compareSync(password, hash);
        },
        rest() {},
      }),
    );
  });

  it('lets in who knows the password of the user', async () => {
    expect(await ask('alice:secret')).toBe('right');
    expect(await ask('bob:hunter2')).toBe('right');
    expect(await ask('alice:hunter2')).toBe('wrong');
    expect(await ask('alice:')).toBe('wrong');
    expect(await ask('carol:secret')).toBe('wrong');
    expect(await ask(':secret')).toBe('wrong');
    expect(await authenticate(undefined, users, 'client')).toBe('wrong');
  });

  it('remembers right passwords alone', async () => {
    for (let i = 0; i < 5; i++) await ask('alice:secret');
    expect(hashed).toEqual([alice]);
    for (let i = 0; i < 3; i++) await ask('alice:wrong');
    expect(hashed).toHaveLength(4);
    await ask('alice:secret');
    expect(hashed).toHaveLength(4);
  });

  it('hashes once for questions that come together', async () => {
    const verdicts = await Promise.all([1, 2, 3].map(() => ask('alice:secret')));
    expect(verdicts).toEqual(['right', 'right', 'right']);
    expect(hashed).toEqual([alice]);
  });

  it('forgets a password with its hash, and a user that is gone', async () => {
    await ask('alice:secret');
    expect(await ask('alice:secret', new Map([['alice', bob]]))).toBe('wrong');
    expect(await ask('alice:secret', new Map([['bob', bob]]))).toBe('wrong');
    // Even where somebody else has the very same hash, with which unknown users are compared.
    expect(await ask('alice:secret', new Map([['bob', alice]]))).toBe('wrong');
    expect(await ask('alice:secret')).toBe('right');
  });

  it('compares an unknown user with the hash of one of the users, always the same', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `unknown${i}`);
    for (const name of names) await ask(`${name}:x`);
    const first = hashed.splice(0);
    expect(new Set(first)).toEqual(new Set([alice, bob]));
    for (const name of names) await ask(`${name}:y`);
    expect(hashed).toEqual(first);
  });
});

describe('the queue of hashings', () => {
  function slowQueue() {
    const opened = gate();
    let underWay = 0;
    let most = 0;
    let rests = 0;
    const queue = createHashQueue({
      async compare() {
        underWay += 1;
        most = Math.max(most, underWay);
        await opened.passed;
        underWay -= 1;
        return true;
      },
      rest: () => {
        rests += 1;
      },
    });
    return { queue, opened, most: () => most, rests: () => rests };
  }

  it('runs one at a time, and rests after the last', async () => {
    const { queue, opened, most, rests } = slowQueue();
    const answers = ['a', 'b', 'c'].map((client) => queue.compare('', '', client));
    opened.open();
    expect(await Promise.all(answers)).toEqual([true, true, true]);
    expect(most()).toBe(1);
    expect(rests()).toBe(1);
  });

  it('has few places, and fewer for one client', async () => {
    const { queue, opened } = slowQueue();
    const flood = Array.from({ length: 100 }, () => queue.compare('', '', 'flooder'));
    expect(flood.filter((answer) => answer !== undefined)).toHaveLength(4);
    const others = Array.from({ length: 100 }, (_, i) => queue.compare('', '', `client${i}`));
    expect(others.filter((answer) => answer !== undefined)).toHaveLength(28);
    opened.open();
    await Promise.all([...flood, ...others]);
    expect(await queue.compare('', '', 'flooder')).toBe(true);
  });

  it('goes on after a failure', async () => {
    let failures = 1;
    const queue = createHashQueue({
      compare: async () => {
        if (failures-- > 0) throw new Error('no thread');
        return true;
      },
      rest() {},
    });
    const first = queue.compare('', '', 'a');
    const second = queue.compare('', '', 'a');
    await expect(first).rejects.toThrow('no thread');
    expect(await second).toBe(true);
  });
});
