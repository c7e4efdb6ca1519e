import { statSync } from 'node:fs';
import type { StartedTestContainer } from 'testcontainers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageLabels } from '../../release/image.js';
import { readSource } from '../../release/source.js';
import { freePort } from '../support/free-port.js';
import { dockerCliSync } from '../support/real/docker-cli.js';
import { cgroupPath, connectEngine, engineInfo, localDockerHost } from '../support/real/engine.js';
import { answers, type ServingExporter, scrape, serveExporter } from '../support/real/exporter-process.js';
import { importBusyboxImage, missingBusybox } from '../support/real/images/busybox-image.js';
import { buildExporterImage, exporterImage } from '../support/real/images/exporter-image.js';
import { nodeImage } from '../support/real/images/node-image.js';
import { repository } from '../support/real/repository.js';
import { lacking, missingCommand, missingEngine } from '../support/real/requirements.js';
import { startWorkload } from '../support/real/workload.js';
import { until } from '../support/until.js';

const docker = connectEngine(localDockerHost);
const run = dockerCliSync(localDockerHost);
const missing = [missingCommand('docker', 'docker.io'), missingBusybox(), await missingEngine(docker)];

/** The image that the Dockerfile makes, run as the README says: no root, no capability, nothing writable, nothing shared. */
describe.skipIf(lacking('the container image', missing))('the container image', () => {
  let container: string;
  let url: string;
  let neighbour: StartedTestContainer;
  let outside: ServingExporter;

  beforeAll(async () => {
    process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
    await importBusyboxImage(docker);
    await buildExporterImage(docker);
    neighbour = await startWorkload({
      name: `neighbour-${process.pid}`,
      networkMode: 'bridge',
      script: `ping -c 3 -i 0.2 "$(ip route | sed -n 's/^default via \\([^ ]*\\).*/\\1/p')" >/dev/null
        sleep 100000 & sleep 100000 & echo ready; exec sleep 100000`,
    });
    outside = await serveExporter();
    const port = await freePort();
    container = run(
      ...['run', '--detach', '--cap-drop=ALL', '--read-only', '--security-opt=no-new-privileges'],
      ...['--volume=/proc:/host/proc:ro', '--volume=/sys:/host/sys:ro'],
      ...['--volume=/var/run/docker.sock:/var/run/docker.sock:ro'],
      `--group-add=${statSync('/var/run/docker.sock').gid}`,
      `--publish=127.0.0.1:${port}:10882`,
      '--health-interval=1s',
      exporterImage,
    );
    url = `http://127.0.0.1:${port}`;
    await until('the exporter in the container answers', () => answers(`${url}/-/ready`));
  }, 600_000);

  afterAll(async () => {
    if (container) run('rm', '--force', container);
    await neighbour?.stop();
    await outside?.stop();
  });

  it('is small and runs as a user of its own', async () => {
    const { Config, Size } = await docker.getImage(exporterImage).inspect();
    expect(Config.User).toBe('10882:10882');
    expect(Config.Labels).toMatchObject(imageLabels(readSource(repository, { allowChanges: true })));
    const { Size: baseSize } = await docker.getImage(nodeImage).inspect();
    expect((Size - baseSize) / 2 ** 20).toBeLessThan(40);
    const [uid = '', capabilities = ''] = run(
      ...['exec', container, 'sh', '-c', 'id -u; grep CapEff /proc/1/status'],
    ).split('\n');
    expect(uid).toBe('10882');
    expect(capabilities).toMatch(/^CapEff:\s0+$/);
  });

  it('sees the same of a container as an exporter outside', async () => {
    const id = cgroupPath(await engineInfo(docker), neighbour.getId());
    const names = [
      ...['container_memory_rss', 'container_processes', 'container_threads', 'container_start_time_seconds'],
      ...['container_info', 'container_state', 'container_tasks_state', 'container_network_mode_info'],
    ];
    const [inside, there] = [await scrape(url), await scrape(outside.url)];
    for (const name of names) {
      const series = there.series(name, { id });
      expect(series.length, name).toBeGreaterThan(0);
      expect(inside.series(name, { id }), name).toEqual(series);
    }
    expect(inside.value('container_processes', { id })).toBe(3);
    for (const name of ['container_network_receive_packets_total', 'container_network_transmit_packets_total']) {
      const [before, value, after] = [there, inside, await scrape(outside.url)].map((exposition) =>
        exposition.value(name, { id, interface: 'eth0' }),
      );
      expect(before, name).toBeGreaterThanOrEqual(3);
      expect(Math.abs((value ?? 0) - (before ?? 0)), name).toBeLessThanOrEqual(
        Math.max(2, (after ?? 0) - (before ?? 0)),
      );
    }
  });

  it("sees the host's network and not its own", async () => {
    const [inside, there] = [await scrape(url), await scrape(outside.url)];
    const devices = (exposition: typeof inside) =>
      exposition
        .series('node_network_receive_bytes_total')
        .map(({ labels }) => labels.device)
        .sort();
    expect(devices(there)).toContain('docker0');
    expect(devices(inside)).toEqual(devices(there));
  });

  it('lacks no family that an exporter outside has, but what is not let in', async () => {
    const [inside, there] = [await scrape(url), await scrape(outside.url)];
    const names = (exposition: typeof inside) => new Set(exposition.samples.map(({ name }) => name));
    const lacks = [...names(there)].filter((name) => !names(inside).has(name));
    // The root file system is not mounted into it.
    const allowed =
      /^(?:node_(?:filesystem|os|time_zone)_|docker_root_filesystem_|container_log_bytes$|container_fs_(?:usage|limit|inodes))/;
    expect(lacks.filter((name) => !allowed.test(name))).toEqual([]);
  });

  it('fails no collector or source', async () => {
    const exposition = await scrape(url);
    const failed = ['container_exporter_collector_success', 'container_exporter_discovery_success']
      .flatMap((name) => exposition.series(name))
      .filter(({ value }) => value !== 1);
    expect(failed).toEqual([]);
  });

  it('is healthy by its own check', async () => {
    await until('its health check has passed', async () => {
      const { State } = await docker.getContainer(container).inspect();
      return State.Health?.Status === 'healthy';
    });
  });

  it('ends at once when it is stopped', async () => {
    run('stop', '--time=30', container);
    const { State } = await docker.getContainer(container).inspect();
    expect(State.ExitCode).toBe(0);
  });
});
