import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leaks, writes } from '../docker-proxy/hostile-endpoints.js';
import { framings } from '../docker-proxy/hostile-framing.js';
import { type ProxyProcess, startProxy } from '../docker-proxy/hostile-proxy.js';
import { queries } from '../docker-proxy/hostile-queries.js';
import { forms, targets } from '../docker-proxy/hostile-targets.js';
import { exchange, statuses } from '../support/raw-request.js';
import { dockerCli } from '../support/real/docker-cli.js';
import { connectEngine, localDockerHost } from '../support/real/engine.js';
import { serveExporter } from '../support/real/exporter-process.js';
import { busyboxImage, importBusyboxImage, missingBusybox } from '../support/real/images/busybox-image.js';
import { repository } from '../support/real/repository.js';
import { lacking, missingCommand, missingEngine } from '../support/real/requirements.js';

const engine = connectEngine(localDockerHost);
const missing = [
  missingCommand('docker', 'docker.io'),
  missingBusybox(),
  await missingEngine(engine),
  localDockerHost.startsWith('unix:') ? undefined : 'a unix socket of the engine',
];

const name = `hostile-${process.pid}`;
const secret = `hunter2-${process.pid}`;
let directory: string;
let proxy: ProxyProcess;
let id: string;
/** All that the proxy ever answered. */
let answers = '';

const docker = dockerCli(localDockerHost);

async function send(request: string, body = ''): Promise<string> {
  const length = body === '' ? '' : `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
  const line = request.replaceAll('{id}', id).replaceAll('/x', `/${name}`);
  const answer = await exchange(
    proxy.target,
    `${line} HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n${length}\r\n${body}`,
  );
  answers += answer;
  return answer;
}

/** What the daemon says of all that is ours, apart from what changes by itself. */
async function state(): Promise<string> {
  const parts = await Promise.all([
    docker('inspect', name, `${name}-stopped`),
    docker('volume', 'inspect', name),
    docker('network', 'inspect', name),
    docker('image', 'inspect', `${name}:latest`),
    docker('ps', '-a', '--filter', `name=${name}`, '--format', '{{.ID}} {{.Names}} {{.State}}'),
    docker(
      'image',
      'ls',
      '--no-trunc',
      '--filter',
      `reference=*${name}*`,
      '--format',
      '{{.ID}} {{.Repository}}:{{.Tag}}',
    ),
    docker('volume', 'ls', '--filter', `name=${name}`, '--quiet'),
    docker('network', 'ls', '--filter', `name=${name}`, '--format', '{{.ID}} {{.Name}}'),
    docker('info', '--format', '{{.Swarm.LocalNodeState}} {{.Name}}'),
  ]);
  return parts.join('\n');
}

describe.skipIf(lacking('the docker proxy under attack', missing))('the docker proxy before a real engine', () => {
  let before: string;
  let began: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'proxy-hostile-'));
    const mounted = join(directory, secret);
    mkdirSync(mounted);
    await importBusyboxImage(engine);
    await docker('tag', busyboxImage, name);
    await docker('volume', 'create', name);
    await docker('network', 'create', '--internal', name);
    await docker('create', '--name', `${name}-stopped`, '--network', 'none', name, '/bin/true');
    id = await docker(
      ...['run', '-d', '--name', name, '--network', 'none', '--env', `TOKEN=${secret}`, '--label', `token=${secret}`],
      ...['--health-cmd', `test ${secret}`, '--health-interval', '1h', '--volume', `${mounted}:/data:ro`],
      ...['--entrypoint', '/bin/sh', name, '-c', `sleep 3600; : ${secret}`, secret],
    );
    const listen = join(directory, 'proxy.sock');
    proxy = await startProxy(listen, new URL(localDockerHost).pathname, [join(repository, 'dist/main.js')]);
    before = await state();
    expect(before).toContain(secret);
    // By the engine's clock and to the nanosecond: what was started above is not what the requests did.
    began = await docker('info', '--format', '{{.SystemTime}}');
  });

  afterAll(async () => {
    await proxy.stop();
    await docker('rm', '-f', name, `${name}-stopped`);
    await docker('volume', 'rm', name);
    await docker('network', 'rm', name);
    await docker('rmi', name);
    rmSync(directory, { recursive: true });
  });

  it('changes nothing, whatever it is asked', async () => {
    const bodies = ['', JSON.stringify({ Image: name, Name: name, Cmd: ['/bin/true'], RemoteAddrs: [], Force: true })];
    for (const request of [...writes, ...leaks]) {
      for (const body of bodies) {
        const [status = 0] = statuses(await send(request, body));
        expect(status, request).toBeGreaterThanOrEqual(400);
        expect(status, request).toBeLessThan(500);
      }
    }
    for (const target of [...targets, ...forms, ...queries]) await send(`GET ${target}`);
    for (const [, bytes] of framings) answers += await exchange(proxy.target, bytes);
    await proxy.isAlive();
    expect(await state()).toBe(before);
    const ended = await docker('info', '--format', '{{.SystemTime}}');
    const events = await docker('events', '--since', began, '--until', ended, '--format', '{{json .}}');
    expect(events.split('\n').filter((event) => event.includes(id) || event.includes(name))).toEqual([]);
  });

  it('answers what is allowed without the secrets', async () => {
    const allowed = ['/_ping', '/version', '/info', '/containers/json?all=1', '/containers/{id}/json', '/system/df'];
    for (const path of allowed.flatMap((target) => [target, `/v1.41${target}`])) {
      const answer = await send(`GET ${path}`);
      expect(statuses(answer), path).toEqual([200]);
      if (path.includes('containers')) expect(answer).toContain(id);
      if (path.includes('{id}') || path.endsWith('all=1')) expect(answer).toContain(name);
      // What a client could not do without is tested with real clients; here only what may not be there.
      expect(answer, path).not.toContain(secret);
    }
    expect(answers).not.toContain(secret);
    expect(proxy.log()).not.toContain(secret);
  });

  it.each(['through the proxy', 'directly'])('lets an exporter that asks %s tell no secret', async (way) => {
    const host = way === 'directly' ? localDockerHost : `unix://${proxy.target.path}`;
    const exporter = await serveExporter([`--docker.host=${host}`, '--log.level=trace', '--collector.docker-df']);
    const port = Number(new URL(exporter.url).port);
    let said = '';
    for (const path of ['/metrics', '/', '/-/healthy', '/-/ready', '/metrics?collect[]=info', `/${secret.length}`]) {
      for (const method of ['GET', 'POST', 'TRACE']) {
        const headers = `Host: x\r\nConnection: close\r\nAuthorization: Bearer ${secret}\r\nCookie: a=${secret}`;
        said += await exchange({ port }, `${method} ${path} HTTP/1.1\r\n${headers}\r\n\r\n`);
        said += await exchange({ port }, `${method} ${path} HTTP/1.1\r\n${headers}\r\nbroken : ${secret}\r\n\r\n`);
      }
    }
    await exporter.stop();
    // It knows the container, by its name.
    expect(said).toContain(`name="${name}"`);
    expect(said).not.toContain(secret);
    expect(exporter.stderr()).not.toContain(secret);
  });
});
