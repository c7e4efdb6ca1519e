import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failures } from '../support/exposition.js';
import { freePort } from '../support/free-port.js';
import { pageExamples } from '../support/page-examples.js';
import { dockerCli } from '../support/real/docker-cli.js';
import { connectEngine, localDockerHost } from '../support/real/engine.js';
import { answers, scrape } from '../support/real/exporter-process.js';
import { buildExporterImage, exporterImage } from '../support/real/images/exporter-image.js';
import { lacking, missingCommand, missingEngine } from '../support/real/requirements.js';
import { until } from '../support/until.js';

const engine = connectEngine(localDockerHost);
const docker = dockerCli(localDockerHost);
const missing = [missingCommand('docker', 'docker.io'), await missingEngine(engine)];

/** The `docker run` of the pages, as it stands there but for its names and the host's port, which others may have taken. */
describe.skipIf(lacking('the docker run of the pages', missing))('the docker run of', () => {
  const started: string[] = [];
  beforeAll(async () => {
    await buildExporterImage(engine);
  }, 600_000);
  afterAll(async () => {
    if (started.length > 0) await docker('rm', '--force', ...started);
  });

  it.each(['README.md', 'docs/deployment.md'])('%s serves what the kernel says', async (page) => {
    const command = pageExamples(page)
      .map((block) => /^docker run (?:.*\\\n)*.*/m.exec(block)?.[0])
      .find((found) => found !== undefined);
    expect(command).toMatch(/--name container-exporter .* 127\.0\.0\.1:10882:10882 [\s\S]*\n\s+container-exporter --/);
    const [name, port] = [`docker-run-${process.pid}-${started.length}`, await freePort()];
    started.push(name);
    const script = (command ?? '')
      .replace('--name container-exporter', `--name ${name}`)
      .replace('127.0.0.1:10882:', `127.0.0.1:${port}:`)
      .replace(/(\n\s+)container-exporter /, `$1${exporterImage} `);
    await promisify(execFile)('sh', ['-ec', script], { env: { ...process.env, DOCKER_HOST: localDockerHost } });
    const url = `http://127.0.0.1:${port}`;
    await until('it answers', () => answers(`${url}/-/ready`));
    const exposition = await scrape(url);
    expect(failures(exposition)).toEqual([]);
    const id = await docker('inspect', '--format={{.Id}}', name);
    const limits = exposition.series('container_spec_memory_limit_bytes');
    expect(limits.filter(({ labels }) => labels.id?.includes(id)).map(({ value }) => value)).toEqual([128 * 2 ** 20]);
  });
});
