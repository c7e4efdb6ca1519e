import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { DockerAddress } from '../../../src/discovery/docker/address.js';

export interface FakeEvent {
  readonly type: string;
  readonly action: string;
  readonly id: string;
  /** Unix nanoseconds. */
  readonly time: bigint;
}

/** What a daemon knows: the bodies of its answers. */
export interface DaemonContent {
  version: unknown;
  info: unknown;
  /** By id: the entry in the list, and the inspect; undefined where it is gone by the time of the inspect. */
  containers: Map<string, { listed: unknown; inspected: unknown }>;
  /** `GET /networks`. */
  networks?: readonly unknown[];
  /** `GET /system/df`, and with `verbose=1` where that makes a difference. */
  /** In the order in which they happened; undefined where there is no such request. */
  events?: FakeEvent[];
  diskUsage?: { readonly plain: unknown; readonly verbose?: unknown };
}

/**
 * How to answer instead. `half` ends the connection in the middle of an answer, `stall` leaves it open there. An answer that
 * is not `docker` has nothing in its head that tells of a daemon.
 */
export type Misbehaviour =
  | { readonly kind: 'never' }
  | { readonly kind: 'half' }
  | { readonly kind: 'stall' }
  | { readonly kind: 'hang up' }
  | { readonly kind: 'slow'; readonly milliseconds: number }
  | { readonly kind: 'answer'; readonly status: number; readonly body: string; readonly docker?: boolean };

/** A real HTTP server on a unix socket that plays a daemon. */
export interface FakeDocker {
  readonly host: string;
  readonly socket: string;
  readonly address: DockerAddress;
  readonly content: DaemonContent;
  /** Paths asked for since the last `forget`, in order, with their queries. */
  readonly requests: readonly string[];
  /** The most inspects and dfs that it worked on at once since the last `forget`. */
  readonly busiest: number;
  readonly openConnections: number;
  forget(): void;
  /** From now on, for paths that match. The last one counts; undefined ends it. */
  misbehave(path: RegExp, how: Misbehaviour | undefined): void;
  /** As a daemon that is killed: connections break, the socket is gone. */
  die(): Promise<void>;
  comeBack(): Promise<void>;
  /** Ends all of it. */
  remove(): Promise<void>;
}

export async function startFakeDocker(content: DaemonContent): Promise<FakeDocker> {
  const folder = mkdtempSync(join(tmpdir(), 'fake-docker-'));
  const socket = join(folder, 'docker.sock');
  const requests: string[] = [];
  const connections = new Set<Socket>();
  const ways = new Map<string, { path: RegExp; how: Misbehaviour }>();
  let server: Server | undefined;
  let working = 0;
  let busiest = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '';
    requests.push(url);
    const how = [...ways.values()].findLast(({ path }) => path.test(url))?.how;
    if (how?.kind === 'never') return;
    if (how?.kind === 'hang up') return void request.socket.destroy();
    if (how?.kind === 'slow') await setTimeout(how.milliseconds);
    const { status, body } = how?.kind === 'answer' ? how : play(url);
    response.statusCode = status;
    response.setHeader('Content-Type', 'application/json');
    if (how?.kind !== 'answer' || how.docker !== false) response.setHeader('Api-Version', '1.41');
    if (how?.kind !== 'half' && how?.kind !== 'stall') return void response.end(body);
    response.setHeader('Content-Length', Buffer.byteLength(body));
    response.write(body.slice(0, body.length / 2), () => {
      if (how.kind === 'half') request.socket.destroy();
    });
  }

  function play(url: string): { status: number; body: string } {
    const path = url.replace(/^\/v[\d.]+/, '');
    const found = (value: unknown) => ({ status: 200, body: JSON.stringify(value ?? null) });
    if (path === '/_ping') return { status: 200, body: 'OK' };
    if (path === '/version') return found(content.version);
    if (path === '/info') return found(content.info);
    if (path === '/system/df') return found(content.diskUsage?.plain);
    if (path === '/system/df?verbose=1') return found(content.diskUsage?.verbose ?? content.diskUsage?.plain);
    if (path === '/networks') return found(content.networks ?? []);
    if (path === '/containers/json') {
      const listed = [...content.containers.values()].map((one) => one.listed as { State?: string });
      return found(listed.filter(({ State }) => /^(?:running|paused|restarting)$/.test(State ?? '')));
    }
    if (path === '/containers/json?all=1') return found([...content.containers.values()].map(({ listed }) => listed));
    const times = /^\/events\?since=([\d.]+)&until=([\d.]+)$/.exec(path);
    if (times && content.events) return { status: 200, body: eventLines(content.events, times) };
    const inspected = content.containers.get(/^\/containers\/([0-9a-f]+)\/json$/.exec(path)?.[1] ?? '')?.inspected;
    return inspected === undefined ? { status: 404, body: '{"message":"No such container"}' } : found(inspected);
  }

  async function comeBack(): Promise<void> {
    const started = createServer((request, response) => {
      const isDear = /\/containers\/[0-9a-f]+\/json$|\/system\/df/.test(request.url ?? '');
      if (isDear) busiest = Math.max(busiest, ++working);
      response.on('close', () => {
        if (isDear) working -= 1;
      });
      // Others get in before the answer, so that what comes at once is seen to.
      setImmediate(() => void answer(request, response));
    });
    started.on('connection', (connection) => {
      connections.add(connection);
      connection.on('close', () => connections.delete(connection));
    });
    await new Promise<void>((resolve) => started.listen(socket, resolve));
    server = started;
  }

  async function die(): Promise<void> {
    const running = server;
    server = undefined;
    if (!running) return;
    const closed = new Promise((resolve) => running.close(resolve));
    running.closeAllConnections();
    await closed;
  }

  await comeBack();
  return {
    host: `unix://${socket}`,
    socket,
    address: { kind: 'unix', path: socket },
    content,
    requests,
    get busiest() {
      return busiest;
    },
    get openConnections() {
      return connections.size;
    },
    forget() {
      requests.length = 0;
      busiest = 0;
    },
    misbehave(path, how) {
      ways.delete(path.source);
      if (how) ways.set(path.source, { path, how });
    },
    die,
    comeBack,
    async remove() {
      await die();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function eventLines(events: readonly FakeEvent[], [, since = '', until = '']: RegExpExecArray): string {
  const asked = events.filter(({ time }) => time >= nanoseconds(since) && time <= nanoseconds(until));
  const lines = asked.map(({ type, action, id, time }) => {
    const event = { Type: type, Action: action, Actor: { ID: id, Attributes: { name: 'web' } }, time: 1 };
    return `${JSON.stringify(event).slice(0, -1)},"timeNano":${time}}\n`;
  });
  return lines.join('');
}

function nanoseconds(text: string): bigint {
  const [seconds = '', fraction = ''] = text.split('.');
  return BigInt(seconds + fraction.padEnd(9, '0'));
}
