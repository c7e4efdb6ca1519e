import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createPlainServer } from 'node:net';
import { join } from 'node:path';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { reportStart } from '../../src/commands/start-report.js';
import { emptyFolder, folderOf } from '../support/folder.js';

const hostProc = { '1/comm': 'systemd\n', '2/comm': 'kthreadd\n' };
const v2 = { 'cgroup.controllers': 'memory\n' };

/** The lines that are logged, as `level message`, with the remedy behind a bar. */
async function report({
  cgroupfs = folderOf(v2),
  procfs = folderOf(hostProc),
  rootfs = '/',
  host = undefined as string | undefined,
  sockets = [] as readonly string[],
  collectors = ['cpu'],
} = {}): Promise<string[]> {
  const lines: string[] = [];
  const write = (line: string) => {
    const { level, msg, remedy } = JSON.parse(line) as { level: number; msg: string; remedy?: string };
    lines.push(`${pino.levels.labels[level]} ${msg}${remedy === undefined ? '' : ` | ${remedy}`}`);
  };
  await reportStart({
    config: {
      path: { procfs, sysfs: '/sys', cgroupfs, rootfs },
      docker: {
        ...{ hosts: host === undefined ? [] : [host], certificates: undefined },
        ...{ timeoutSeconds: 5, dfTimeoutSeconds: 0.5, dfLargest: 50 },
      },
      collectors: new Set(collectors),
    },
    places: { ofSystem: sockets, users: '/no/users', ownFolder: undefined },
    log: pino({ base: null }, { write }),
  });
  return lines;
}

const about = async (topic: string, options?: Parameters<typeof report>[0]) =>
  (await report(options)).filter((line) => line.includes(` ${topic}: `));

test('all of a host that is seen is said, a line for each thing', async () => {
  const rootfs = emptyFolder();
  const { dev } = statSync(rootfs);
  const device = `${(dev >> 8) & 0xfff}:${(dev & 0xff) | ((dev >> 12) & 0xfff00)}`;
  const procfs = folderOf({ ...hostProc, '1/mountinfo': `1 0 ${device} / / rw - ext4 /dev/sda1 rw\n` });
  const cgroupfs = folderOf(v2);
  expect(await report({ cgroupfs, procfs, rootfs })).toEqual([
    `info cgroups: version 2, the whole host at ${cgroupfs}`,
    `info processes: the whole host at ${procfs}`,
    `info file systems: the host's at ${rootfs}`,
    'info names: no API is asked (--docker.host=none): containers have no names, images and labels from it, and stopped ones are missing',
  ]);
});

test.each<[string, Record<string, string>, RegExp]>([
  [
    'none',
    {},
    /^warn cgroups: none, so no running containers: .* \| in a container, mount the host's \/sys\/fs\/cgroup/,
  ],
  ['v1', { 'memory/release_agent': '' }, /^info cgroups: version 1, the whole host at /],
  [
    'v1 of a container',
    { 'memory/tasks': '' },
    /^warn cgroups: version 1, .* without any containers \| in a container,/,
  ],
  [
    'v2 of a container',
    { ...v2, 'cgroup.events': '' },
    /^warn cgroups: version 2, .* without any containers \| in a con/,
  ],
  [
    'v2 of a nested host',
    { ...v2, 'cgroup.events': '', 'a/b': '' },
    /^info cgroups: version 2, at \S+ only a part of the/,
  ],
])('cgroups: %s', async (_, files, line) => {
  expect(await about('cgroups', { cgroupfs: folderOf(files) })).toEqual([expect.stringMatching(line)]);
});

test('a procfs of a container, or one that hides processes, is a warning', async () => {
  expect(await about('processes', { procfs: folderOf({ '1/comm': 'node\n', '2/comm': 'sh\n' }) })).toEqual([
    expect.stringMatching(
      /^warn processes: \S+ shows those of one container, .* \| mount the host's \/proc at \/host\/pr/,
    ),
  ]);
  const hidden = folderOf({ stat: 'cpu 1\n' });
  expect(await about('processes', { procfs: hidden })).toEqual([
    expect.stringMatching(/^warn processes: \S+ hides those of other users, .* \| mount it without hidepid/),
  ]);
  expect(await about('file systems', { procfs: hidden })).toEqual([]);
});

test("a root directory that is not the host's has no file systems of it", async () => {
  const procfs = folderOf({ ...hostProc, '1/mountinfo': '1 0 254:77 / / rw - ext4 /dev/sda1 rw\n' });
  expect(await about('file systems', { procfs, rootfs: emptyFolder() })).toEqual([
    expect.stringMatching(/^info file systems: \S+ is not the host's root .* \| .*--path\.rootfs=\/host\/root$/),
  ]);
});

async function httpHost(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('names come from an API that answers a ping', async () => {
  const asked: string[] = [];
  const host = await httpHost(({ url = '' }, response) => {
    asked.push(url);
    response.setHeader('Api-Version', '1.41').end('OK');
  });
  expect(await about('names', { host })).toEqual([`info names: from the API at ${host}`]);
  expect(asked).toEqual(['/_ping']);
});

test('a runtime that is not there, or is none, is told with the reason', async () => {
  const missing = join(emptyFolder(), 'docker.sock');
  expect(await about('names', { host: 'search', sockets: [missing] })).toEqual([
    expect.stringMatching(
      `^info names: none of ${missing} is there: .* \\| give the socket of container-exporter docker-pr`,
    ),
  ]);
  const wrong: [string, string][] = [
    [`unix://${missing}`, 'there is no such socket'],
    ['tcp://127.0.0.1:1', 'nothing listens there'],
    [await httpHost((_, response) => response.end('hello')), 'what answers there is another HTTP server'],
    [await httpHost((_, response) => response.writeHead(404).end()), 'GET /_ping: HTTP 404'],
  ];
  for (const [host, reason] of wrong) {
    expect(await about('names', { host })).toEqual([
      expect.stringMatching(
        `^warn names: no API at ${host}: ${reason} \\| it is asked again with each scrape; --docker.host`,
      ),
    ]);
  }
});

test('a daemon that hangs is not waited for', async () => {
  const server = createPlainServer(() => {}).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await once(server, 'listening');
  const host = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await about('names', { host })).toEqual([
    expect.stringContaining(`warn names: no API at ${host}: no answer within 2 s | `),
  ]);
});

test('a thing that cannot be looked at keeps no other from being told', async () => {
  const procfs = folderOf({ ...hostProc, '1/mountinfo': 'nonsense\n' });
  const lines = await report({ procfs });
  expect(lines).toHaveLength(4);
  expect(lines[2]).toMatch(/^warn a part of this host cannot be seen: .*1\/mountinfo: /);
  expect(lines[3]).toMatch(/^info names: /);
});
