import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ListenAddress } from '../../src/config.js';
import { ListenError, type Listeners, listenOnAll } from '../../src/http/listen.js';
import { emptyFolder } from '../support/folder.js';
import { gate } from '../support/gate.js';
import { httpRequest } from '../support/http-request.js';
import { until } from '../support/until.js';

let directory: string;
let listeners: Listeners | undefined;
let other: Server | undefined;
beforeEach(() => {
  directory = emptyFolder();
});
afterEach(async () => {
  await listeners?.close(0);
  listeners = undefined;
  await new Promise((resolve) => (other ? other.close(resolve) : resolve(undefined)));
  other = undefined;
});

const log = { error: vi.fn() };

const anyPort: ListenAddress = { kind: 'tcp', host: '127.0.0.1', port: 0 };
const unix = (name: string): ListenAddress => ({ kind: 'unix', path: join(directory, name) });

async function occupy(listen: (server: Server) => void): Promise<number> {
  other = createServer();
  listen(other);
  await new Promise((resolve) => other?.once('listening', resolve));
  return (other.address() as AddressInfo).port;
}

const get = async (options: { socketPath: string } | { host: string; port: number }) =>
  (await httpRequest(options)).body.toString();

describe('listenOnAll', () => {
  it('listens on ports of IPv4 and IPv6, and on a socket that is gone afterwards', async () => {
    const addresses = [
      anyPort,
      { kind: 'tcp', host: '::1', port: 0 },
      { kind: 'tcp', host: undefined, port: 0 },
      unix('s'),
    ] as const;
    listeners = await listenOnAll(addresses, (_request, response) => response.end('here'), log);
    const [v4 = '', v6 = '', all = '', socket = ''] = listeners.addresses;
    expect(v4).toMatch(/^127\.0\.0\.1:[1-9]\d*$/);
    expect(v6).toMatch(/^\[::1\]:[1-9]\d*$/);
    expect(all).toMatch(/^:[1-9]\d*$/);
    expect(socket).toBe(`unix:${join(directory, 's')}`);
    const port = (address: string) => Number(address.slice(address.lastIndexOf(':') + 1));
    expect(await get({ host: '127.0.0.1', port: port(v4) })).toBe('here');
    expect(await get({ host: '::1', port: port(v6) })).toBe('here');
    expect(await get({ host: '127.0.0.1', port: port(all) })).toBe('here');
    expect(await get({ host: '::1', port: port(all) })).toBe('here');
    expect(await get({ socketPath: join(directory, 's') })).toBe('here');
    await listeners.close(1000);
    expect(existsSync(join(directory, 's'))).toBe(false);
  });

  it('listens on none where one is in use, and names it', async () => {
    const port = await occupy((server) => server.listen(0, '127.0.0.1'));
    const addresses = [unix('first'), { kind: 'tcp', host: '127.0.0.1', port } as const];
    await expect(listenOnAll(addresses, () => {}, log)).rejects.toThrow(
      new ListenError(`cannot listen on 127.0.0.1:${port}: the address is in use by another process`),
    );
    expect(existsSync(join(directory, 'first'))).toBe(false);
    await expect(listenOnAll([{ kind: 'tcp', host: undefined, port }], () => {}, log)).rejects.toThrow(
      `cannot listen on :${port}: the address is in use by another process`,
    );
  });

  it('replaces a socket that a killed process left', async () => {
    const path = join(directory, 'stale');
    const listenAndDie = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    expect(() => execFileSync(process.execPath, ['-e', listenAndDie])).toThrow();
    expect(existsSync(path)).toBe(true);
    listeners = await listenOnAll([{ kind: 'unix', path }], (_request, response) => response.end('new'), log);
    expect(await get({ socketPath: path })).toBe('new');
  });

  it('leaves a socket that somebody listens on, and other files, alone', async () => {
    await occupy((server) => server.listen(join(directory, 'taken')));
    await expect(listenOnAll([unix('taken')], () => {}, log)).rejects.toThrow(/taken: another process listens on it$/);
    expect(existsSync(join(directory, 'taken'))).toBe(true);
    writeFileSync(join(directory, 'file'), 'precious');
    await expect(listenOnAll([unix('file')], () => {}, log)).rejects.toThrow(
      /file: the file exists and is not a socket$/,
    );
    expect(existsSync(join(directory, 'file'))).toBe(true);
    await expect(listenOnAll([unix('no/such')], () => {}, log)).rejects.toThrow(/: the directory does not exist$/);
  });

  it('finishes the answer under way when it closes, and cuts it when its time is up', async () => {
    const slow = gate();
    const path = join(directory, 's');
    let asked = 0;
    listeners = await listenOnAll(
      [{ kind: 'unix', path }],
      async (_request, response) => {
        asked += 1;
        response.write('begun ');
        await slow.passed;
        response.end('ended');
      },
      log,
    );
    const answer = get({ socketPath: path });
    await until('the answer is under way', () => asked === 1);
    const closed = listeners.close(60_000);
    await expect(get({ socketPath: path })).rejects.toThrow();
    slow.open();
    expect(await answer).toBe('begun ended');
    await closed;

    listeners = await listenOnAll(
      [{ kind: 'unix', path }],
      (_request, response) => {
        asked += 1;
        response.write('begun ');
      },
      log,
    );
    const cut = get({ socketPath: path });
    cut.catch(() => {});
    await until('the next answer is under way', () => asked === 2);
    await listeners.close(20);
    await expect(cut).rejects.toThrow('aborted');
  });

  it('goes on after connections that the kernel does not hand over, with one line for many', async () => {
    let server: Server | undefined;
    listeners = await listenOnAll(
      [anyPort],
      (_request, response) => response.end('here'),
      log,
      (made) => {
        server = made;
        return () => {};
      },
    );
    const [address = ''] = listeners.addresses;
    for (let i = 0; i < 1000; i++) server?.emit('error', new Error('accept ENFILE'));
    expect(log.error.mock.calls).toEqual([
      [{ address: '127.0.0.1:0', reason: 'accept ENFILE', times: 1 }, 'a connection could not be accepted'],
    ]);
    expect(await get({ host: '127.0.0.1', port: Number(address.split(':')[1]) })).toBe('here');
  });
});
