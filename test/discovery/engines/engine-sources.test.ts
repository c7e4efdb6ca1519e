import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { DockerHostError } from '../../../src/discovery/docker/address.js';
import { createEngineSources } from '../../../src/discovery/engines/engine-sources.js';
import type { UsualPlaces } from '../../../src/discovery/engines/usual-sockets.js';
import { type FakeDocker, startFakeDocker } from '../../support/fake-docker/fake-docker.js';
import { emptyDaemon } from '../../support/fake-docker/made-up.js';
import { recorded } from '../../support/fake-docker/recorded.js';
import { emptyFolder } from '../../support/folder.js';

const log = pino({ level: 'silent' });
const request = { inodes: new Map(), signal: new AbortController().signal };
const podman = () => ({ ...emptyDaemon(), version: recorded<object>('podman-4.3-df', 'version.json') });

async function fakeDaemon(content = emptyDaemon()): Promise<FakeDocker> {
  const fake = await startFakeDocker(content);
  onTestFinished(() => fake.remove());
  return fake;
}

const engines = (hosts: readonly string[], places: UsualPlaces) =>
  createEngineSources({ hosts, places, timeoutSeconds: 5, dfTimeoutSeconds: 1, log });

const nowhere: UsualPlaces = { ofSystem: [], users: '/no/users', ownFolder: undefined };

/** Names of all sources that are there, once each has been asked, and whether they answered. */
async function askAll(sources: ReturnType<typeof engines>): Promise<Record<string, boolean | undefined>> {
  const current = sources();
  const answers = await Promise.all(current.map((source) => source.ask(request)));
  return Object.fromEntries(current.map(({ name }, i) => [name, answers[i]?.success]));
}

test('all sockets that are found are asked, looked for in each scrape', async () => {
  const [docker, other] = [await fakeDaemon(), await fakeDaemon(podman())];
  await docker.die();
  const sources = engines(['search'], { ...nowhere, ofSystem: [docker.socket, other.socket] });
  expect(await askAll(sources)).toEqual({ podman: true });
  await docker.comeBack();
  expect(await askAll(sources)).toEqual({ docker: true, podman: true });
  // Once it has answered, it is missed.
  await docker.die();
  expect(await askAll(sources)).toEqual({ docker: false, podman: true });
});

test('what is there and refuses fails, and is not missed when it goes', async () => {
  const docker = await fakeDaemon();
  docker.misbehave(/./, { kind: 'answer', status: 500, body: '', docker: false });
  const sources = engines(['search'], { ...nowhere, ofSystem: [docker.socket] });
  expect(await askAll(sources)).toEqual({ docker: false });
  await docker.die();
  expect(sources()).toEqual([]);
});

test("users' sockets have the users' numbers, and go with them", async () => {
  const users = join(emptyFolder(), 'run/user');
  const [mine, theirs, rootless] = [await fakeDaemon(podman()), await fakeDaemon(podman()), await fakeDaemon()];
  for (const [user, fake, name] of [
    ['1000', mine, 'podman/podman.sock'],
    ['200', theirs, 'podman/podman.sock'],
    ['1000', rootless, 'docker.sock'],
  ] as const) {
    mkdirSync(join(users, user, 'podman'), { recursive: true });
    renameSync(fake.socket, join(users, user, name));
  }
  const sources = engines(['search'], { ...nowhere, users, ownFolder: join(users, '1000') });
  const all = { 'podman:200': true, 'docker:1000': true, 'podman:1000': true };
  expect(await askAll(sources)).toEqual(all);
  rmSync(join(users, '200'), { recursive: true });
  expect(Object.keys(await askAll(sources))).toEqual(['docker:1000', 'podman:1000']);
});

test("Docker's socket that is a link to Podman's is one engine", async () => {
  const fake = await fakeDaemon(podman());
  const link = join(emptyFolder(), 'docker.sock');
  symlinkSync(fake.socket, link);
  const sources = engines(['search'], { ...nowhere, ofSystem: [link, fake.socket] });
  expect(await askAll(sources)).toEqual({ podman: true });
});

test('of several of a kind each has a name, and what is given is not searched for', async () => {
  const [one, two] = [await fakeDaemon(), await fakeDaemon()];
  const sources = engines([one.host, two.host, 'search'], { ...nowhere, ofSystem: [two.socket] });
  expect(await askAll(sources)).toEqual({ docker: true, [`docker:${two.host}`]: true });
});

test('one that hangs holds up no other', async () => {
  const [hangs, fine] = [await fakeDaemon(), await fakeDaemon(podman())];
  hangs.misbehave(/./, { kind: 'never' });
  const [first, second] = engines([hangs.host, fine.host], nowhere)();
  const time = new AbortController();
  const waited = first?.ask({ ...request, signal: time.signal });
  expect(await second?.ask(request)).toMatchObject({ success: true });
  time.abort();
  expect(await waited).toMatchObject({ success: false });
});

test('a host that is none is refused', () => {
  expect(() => engines(['nonsense'], nowhere)).toThrow(DockerHostError);
});
