import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { boundClients } from '../../src/http/bound-clients.js';
import { gate } from '../support/gate.js';
import { exchange, open, statuses } from '../support/raw-request.js';
import { until } from '../support/until.js';

let server: Server;
let target: { port: number };
/** The paths in the order in which they were handled. */
let handled: string[];
let answer: (path: string, response: ServerResponse) => void;

beforeEach(async () => {
  handled = [];
  answer = (_, response) => void response.end('ok');
  server = createServer();
  boundClients(server, (request, response) => {
    handled.push(request.url ?? '');
    answer(request.url ?? '', response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  target = { port: (server.address() as AddressInfo).port };
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const get = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;

describe('boundClients', () => {
  it('handles the requests of one connection one after the other', async () => {
    const slow = gate();
    answer = (path, response) => void slow.passed.then(() => response.end(path));
    const answers = exchange(target, get('/1') + get('/2') + get('/3', 'Connection: close\r\n'));
    await until('a request is handled', () => handled.length > 0);
    // Another connection is not held up; by its answer the first would have handled more than one.
    const other = await open(target);
    other.write(get('/other'));
    await until('the other is handled', () => handled.includes('/other'));
    expect(handled).toEqual(['/1', '/other']);
    slow.open();
    expect((await answers).match(/\/\d$|\/\d(?=HTTP)/g)).toEqual(['/1', '/2', '/3']);
    other.destroy();
  });

  it('handles nothing more once the client has gone', async () => {
    const slow = gate();
    let gone = false;
    answer = (_, response) => {
      response.once('close', () => {
        gone = true;
      });
      slow.passed.then(() => response.end('ok'));
    };
    const socket = await open(target);
    socket.write(get('/1') + get('/2'));
    await until('a request is handled', () => handled.length > 0);
    socket.destroy();
    await until('it is gone', () => gone);
    slow.open();
    expect(statuses(await exchange(target, get('/3', 'Connection: close\r\n')))).toEqual([200]);
    expect(handled).toEqual(['/1', '/3']);
  });

  it('ends a connection on which too many requests wait', async () => {
    answer = () => {};
    const socket = await open(target);
    const closed = new Promise((resolve) => socket.resume().once('close', resolve));
    socket.write(get('/').repeat(9));
    await closed;
    expect(handled).toEqual(['/']);
  });

  it.each(['Content-Length: 5\r\n', 'Transfer-Encoding: chunked\r\n'])('reads no body (%j)', async (header) => {
    const answered = await exchange(target, get('/', header));
    expect(statuses(answered)).toEqual([200]);
    expect(answered).toContain('\r\nConnection: close\r\n');
    expect(await exchange(target, get('/', 'Content-Length: 0\r\n'))).toContain('\r\nConnection: keep-alive\r\n');
  });

  it('cuts the connection that was idle for longest to make room, and none that is being answered', async () => {
    const slow = gate();
    answer = (path, response) =>
      void (path === '/slow' ? slow.passed : Promise.resolve()).then(() => response.end(path));
    const cut: string[] = [];
    const connect = async (name: string) => {
      const socket = await open(target);
      socket.resume().once('close', () => cut.push(name));
      return socket;
    };
    const busy = await connect('busy');
    const answered = new Promise((resolve) => busy.once('data', resolve));
    busy.write(get('/slow'));
    const used = await connect('used');
    await until('the slow one is handled', () => handled.includes('/slow'));
    for (let i = 0; i < 254; i++) await connect(`idle ${i}`);
    used.write(get('/again'));
    await until('the next is handled', () => handled.includes('/again'));
    for (let i = 0; i < 10; i++) await connect(`new ${i}`);
    await until('ten are cut', () => cut.length >= 10);
    expect(cut).toEqual(Array.from({ length: 10 }, (_, i) => `idle ${i}`));
    slow.open();
    expect(String(await answered)).toContain('/slow');
  });
});
