import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failures } from '../support/exposition.js';
import { pageExamples } from '../support/page-examples.js';
import { dockerCli } from '../support/real/docker-cli.js';
import { connectEngine, localDockerHost } from '../support/real/engine.js';
import { scrape } from '../support/real/exporter-process.js';
import { buildExporterImage, exporterImage } from '../support/real/images/exporter-image.js';
import { lacking, missingCommand, missingEngine } from '../support/real/requirements.js';
import { until } from '../support/until.js';

/** The examples of docs/docker-proxy.md, run as they stand there. */
const blocks = pageExamples('docs/docker-proxy.md');
const composeFiles = blocks.filter((block) => block.startsWith('services:'));
const commands = blocks.filter((block) => /^(?:container-exporter .*\n)+$/.test(block));

const engine = connectEngine(localDockerHost);
const docker = dockerCli(localDockerHost);
const missing = [
  ...[missingCommand('docker', 'docker.io'), missingCommand('docker-compose', 'docker-compose')],
  await missingEngine(engine),
  localDockerHost === 'unix:///var/run/docker.sock' ? undefined : "an engine at Docker's usual socket",
];

it('knows how to run every example of the page', () => {
  expect([composeFiles.length, commands.length]).toEqual([1, 2]);
  expect(blocks).toHaveLength(3);
});

describe.skipIf(lacking("the examples of docker-proxy's page", missing))('an example of the page', () => {
  const project = `proxy-page-${process.pid}`;
  const directory = mkdtempSync(join(tmpdir(), 'proxy-page-'));

  beforeAll(async () => {
    await buildExporterImage(engine);
  }, 600_000);
  afterAll(() => rmSync(directory, { recursive: true }));

  describe('for compose', () => {
    const files = ['docker-compose.yml', 'image.yml'].map((name) => join(directory, name));

    async function compose(...command: string[]): Promise<string> {
      const flags = [...files.flatMap((file) => ['--file', file]), '--project-name', project];
      const env = { ...process.env, DOCKER_HOST: localDockerHost };
      return (
        await promisify(execFile)('docker-compose', [...flags, ...command], { cwd: directory, env })
      ).stdout.trim();
    }

    beforeAll(async () => {
      const [example = ''] = composeFiles;
      const image = { image: exporterImage };
      writeFileSync(files[0] ?? '', example);
      writeFileSync(files[1] ?? '', JSON.stringify({ services: { 'docker-proxy': image, exporter: image } }));
      await compose('up', '--detach');
    });
    afterAll(async () => {
      await compose('down', '--volumes', '--timeout', '10');
    });

    it('gives an exporter that is nobody special its names, by a proxy that is healthy', async () => {
      const [exporter, proxy] = [await compose('ps', '-q', 'exporter'), await compose('ps', '-q', 'docker-proxy')];
      const address = await docker(
        ...['inspect', '--format={{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', exporter],
      );
      const url = `http://${address}:10882`;
      await until('the exporter has names', async () => {
        const exposition = await scrape(url).catch(() => undefined);
        return exposition?.value('container_info', { name: `${project}_exporter_1` }) === 1;
      });
      expect(failures(await scrape(url))).toEqual([]);
      await until('the proxy is healthy', async () => {
        return (await docker('inspect', '--format={{.State.Health.Status}}', proxy)) === 'healthy';
      });
    });

    it('runs the holder of the socket as a user that nothing else runs as, without capabilities', async () => {
      const ids = await Promise.all(
        ['docker-proxy', 'exporter'].map(async (service) =>
          docker('exec', await compose('ps', '-q', service), 'cat', '/proc/1/status'),
        ),
      );
      const [proxy = '', exporter = ''] = ids;
      expect(proxy).toMatch(/^CapEff:\s0+$/m);
      // Root is what holds the socket anyway; nobody and the exporter's own user are shared with others.
      expect(/^Uid:\s(\d+)/m.exec(proxy)?.[1]).toBe('0');
      expect(/^Uid:\s(\d+)/m.exec(exporter)?.[1]).toBe('10882');
    });
  });

  describe('on a command line', () => {
    /** Runs an example's lines in a container that has the engine's socket, and asks until the question's script succeeds. */
    function runInside(example: string, ...questions: string[]): Promise<string> {
      const program = '/usr/local/bin/container-exporter';
      const script = [
        `printf '#!/bin/sh\nexec node /app/dist/main.js "$@"\n' >${program}; chmod +x ${program}; mkdir -p /run/safe-socket`,
        ...example
          .trim()
          .split('\n')
          .map((line) => `${line} &`),
        ...questions.map((question) => `until node -e "${question}" 2>/dev/null; do sleep 0.2; done`),
      ];
      const flags = ['--user=0', '--entrypoint=sh', '--volume=/var/run/docker.sock:/var/run/docker.sock'];
      return docker('run', '--rm', ...flags, exporterImage, '-ec', script.join('\n'));
    }
    const example = (part: string) => commands.find((command) => command.includes(part)) ?? '';

    it('gives an exporter a safe socket', async () => {
      const success = 'container_exporter_discovery_success{source=.docker.} 1';
      const question = `fetch('http://127.0.0.1:10882/metrics').then((r) => r.text()).then((text) => {
        const found = text.match(/^${success}$/m); if (found) console.log(found[0]); process.exit(found ? 0 : 1) })`;
      expect(await runInside(example('unix://'), question)).toMatch(new RegExp(`^${success}$`));
    });

    it('answers over TCP to the name that was given, and to no other', async () => {
      const asking = ['docker-proxy:2375', '127.0.0.1:2375', 'attacker.example:2375'].map(
        (host) => `require('http').get({port:2375,path:'/info',headers:{Host:'${host}'}}, (r) => {
          console.log(r.statusCode); process.exit() })`,
      );
      expect((await runInside(example('--listen=:2375'), ...asking)).split('\n')).toEqual(['200', '200', '403']);
    });
  });
});
