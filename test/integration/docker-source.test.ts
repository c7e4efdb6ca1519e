import Docker from 'dockerode';
import pino from 'pino';
import { afterAll, test as base, beforeAll, expect } from 'vitest';
import type { ContainerMetadata } from '../../src/discovery/container.js';
import { createDockerSource } from '../../src/discovery/docker/docker-source.js';
import { createProcReader } from '../../src/kernel/proc/procfs.js';
import { createCgroupDiscovery } from '../../src/scrape/discover.js';
import { dockerCli } from '../support/real/docker-cli.js';
import { connectEngine } from '../support/real/engine.js';
import { busyboxImage, importBusyboxImage, missingBusybox } from '../support/real/images/busybox-image.js';
import { lacking, missingCommand, missingEngine } from '../support/real/requirements.js';
import { until } from '../support/until.js';

const socket = '/var/run/docker.sock';
const missing = [
  missingCommand('docker', 'docker.io'),
  missingBusybox(),
  await missingEngine(connectEngine(`unix://${socket}`)),
];
const test = base.skipIf(lacking('the Docker source', missing));
const prefix = `docker-source-${process.pid}-`;
const source = createDockerSource({
  address: { kind: 'unix', path: socket },
  timeoutSeconds: 30,
  log: pino({ level: 'silent' }),
});

/** What `docker inspect` says. */
interface Inspect {
  readonly Id: string;
  readonly Name: string;
  readonly Image: string;
  readonly Created: string;
  readonly RestartCount: number;
  readonly Config: { readonly Image: string; readonly Labels: Record<string, string> };
  readonly HostConfig: { readonly NetworkMode: string; readonly RestartPolicy: { readonly Name: string } };
  readonly State: {
    readonly Status: string;
    readonly Pid: number;
    readonly ExitCode: number;
    readonly OOMKilled: boolean;
    readonly StartedAt: string;
    readonly FinishedAt: string;
    readonly Health?: { readonly Status: string; readonly FailingStreak: number };
  };
}

const docker = dockerCli(`unix://${socket}`);

async function inspect(name: string): Promise<Inspect> {
  const [inspected] = JSON.parse(await docker('inspect', prefix + name));
  return inspected;
}

const run = (name: string, ...args: string[]) =>
  docker('run', '-d', '--name', prefix + name, '--network', 'none', ...args);

async function metadata(name: string): Promise<ContainerMetadata | undefined> {
  const { cgroups } = await createCgroupDiscovery(
    '/sys/fs/cgroup',
    undefined,
  )({
    ...{ proc: createProcReader('/proc'), breathe: () => undefined },
  });
  const inodes = new Map(cgroups.flatMap(({ runtime, inode }) => (runtime ? [[runtime.id, inode]] : [])));
  const answer = await source.ask({ inodes, signal: new AbortController().signal });
  expect(answer?.error).toBeUndefined();
  return [...(answer?.containers.values() ?? [])].find((container) => container.name === prefix + name);
}

const time = (text: string) => (text.startsWith('0001') ? undefined : Date.parse(text) / 1000);

/** The source's words and the command line's about a container are the same, and what the command line said. */
async function compare(name: string): Promise<Inspect> {
  const told = await metadata(name);
  const expected = await inspect(name);
  const { State, HostConfig } = expected;
  expect(told).toMatchObject({
    id: expected.Id,
    image: expected.Config.Image,
    imageId: expected.Image,
    labels: expected.Config.Labels,
    state: State.Status,
    created: Math.floor(Date.parse(expected.Created) / 1000),
    inspect: {
      pid: State.Pid || undefined,
      health: State.Health?.Status ?? 'none',
      healthFailingStreak: State.Health?.FailingStreak,
      exitCode: State.ExitCode,
      oomKilled: State.OOMKilled,
      restartCount: expected.RestartCount,
      restartPolicy: HostConfig.RestartPolicy.Name,
      networkMode: HostConfig.NetworkMode,
    },
  });
  for (const [ours, theirs] of [
    [told?.inspect?.startedAt, time(State.StartedAt)],
    [told?.inspect?.finishedAt, time(State.FinishedAt)],
  ]) {
    if (theirs === undefined) expect(ours).toBeUndefined();
    else expect(ours).toBeCloseTo(theirs, 2);
  }
  return expected;
}

beforeAll(() => importBusyboxImage(new Docker({ socketPath: socket })));

afterAll(async () => {
  const ids = await docker('ps', '-aq', '--filter', `name=^${prefix}`);
  if (ids) await docker('rm', '-f', '-v', ...ids.split('\n'));
});

test('follows a container through its life, in the words of docker inspect', async () => {
  const name = 'life';
  await docker(
    'create',
    '--name',
    prefix + name,
    '--network',
    'none',
    '--label',
    'app=shop',
    busyboxImage,
    'sleep',
    '9999',
  );
  expect((await compare(name)).State.Status).toBe('created');
  await docker('start', prefix + name);
  const started = await compare(name);
  expect(started.State.Status).toBe('running');
  await docker('pause', prefix + name);
  expect((await compare(name)).State.Status).toBe('paused');
  await docker('unpause', prefix + name);
  expect((await compare(name)).State.Status).toBe('running');
  await docker('restart', '-t', '0', prefix + name);
  expect((await compare(name)).State.Pid).not.toBe(started.State.Pid);
  await docker('rename', prefix + name, `${prefix}renamed`);
  await compare('renamed');
  expect(await metadata(name)).toBeUndefined();
  await docker('update', '--restart', 'on-failure', `${prefix}renamed`);
  expect((await compare('renamed')).HostConfig.RestartPolicy.Name).toBe('on-failure');
  await docker('update', '--restart', 'no', `${prefix}renamed`);
  await docker('stop', '-t', '0', `${prefix}renamed`);
  expect((await compare('renamed')).State.ExitCode).toBe(137);
  await docker('rm', `${prefix}renamed`);
  expect(await metadata('renamed')).toBeUndefined();
});

test('sees each of many short runs of one container', async () => {
  await run('again', busyboxImage, 'sh', '-c', 'exit 4');
  for (let i = 0; i < 5; i += 1) {
    await docker('start', '-a', `${prefix}again`).catch(() => {});
    expect((await compare('again')).State.ExitCode).toBe(4);
  }
});

test('counts the restarts of the restart policy', async () => {
  await run('crasher', '--restart', 'on-failure:2', busyboxImage, 'false');
  await until('all restarts have been used up', async () => {
    await metadata('crasher');
    const { RestartCount, State } = await inspect('crasher');
    return RestartCount === 2 && State.Status === 'exited';
  });
  await compare('crasher');
});

test('follows health, and what docker update changes', async () => {
  const check = ['--health-cmd', 'test -e /tmp/fine', '--health-interval', '1s', '--health-retries', '2'];
  await run('checked', ...check, busyboxImage, 'sleep', '9999');
  const reaches = (status: string) =>
    until(`the health is ${status}`, async () => {
      const told = await metadata('checked');
      return told?.inspect?.health === status && (await inspect('checked')).State.Health?.Status === status;
    });
  await reaches('unhealthy');
  const streak = (await metadata('checked'))?.inspect?.healthFailingStreak ?? 0;
  await until('the failing streak grows', async () => {
    return ((await metadata('checked'))?.inspect?.healthFailingStreak ?? 0) > streak;
  });
  await docker('exec', `${prefix}checked`, 'touch', '/tmp/fine');
  await reaches('healthy');
  await docker('update', '--restart', 'unless-stopped', `${prefix}checked`);
  await until('the new restart policy is seen, by a refresh', async () => {
    return (await metadata('checked'))?.inspect?.restartPolicy === 'unless-stopped';
  });
});
