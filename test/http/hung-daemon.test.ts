import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import pino from 'pino';
import { describe, expect, type TestContext, test } from 'vitest';
import { collectors } from '../../src/catalogue.js';
import { createDockerDiskUsage } from '../../src/discovery/docker/disk-usage-source.js';
import { createDockerSource } from '../../src/discovery/docker/docker-source.js';
import { createLabelFilter } from '../../src/discovery/identity.js';
import { createApp } from '../../src/http/app.js';
import { createScraper } from '../../src/scrape/scraper.js';
import { type Exposition, parseExposition } from '../support/exposition.js';
import { type Misbehaviour, startFakeDocker } from '../support/fake-docker/fake-docker.js';
import { recordedDaemon } from '../support/fake-docker/recorded.js';
import { fixtureFolder } from '../support/recorded-host.js';

/** The whole exporter over HTTP, on a recorded host whose daemon hangs in one way or another. */

interface Hang {
  readonly name: string;
  readonly path: RegExp;
  readonly how: Misbehaviour;
  /** Whether the daemon still tells the state of containers. */
  readonly lists: boolean;
}

const hangs: readonly Hang[] = [
  { name: 'accepts and never answers', path: /./, how: { kind: 'never' }, lists: false },
  { name: 'lists and hangs on inspects', path: /\/containers\/[0-9a-f]+\/json/, how: { kind: 'never' }, lists: true },
  { name: 'sends half an answer', path: /\/containers\/json/, how: { kind: 'stall' }, lists: false },
];

/** With everything the kernel tells of the two containers that run. */
const ofKernel = [
  'container_cpu_usage_seconds_total',
  'container_memory_working_set_bytes',
  'container_memory_events_oom_kill_total',
  'container_fs_reads_bytes_total',
  'container_network_receive_bytes_total',
  'container_processes',
  'container_tasks_state',
  'container_pressure_cpu_waiting_seconds_total',
  'container_start_time_seconds',
];
/** What only the API tells, and so is as old as its answers. */
const ofApi = /^(?:docker-df|docker-volumes|docker-images)$/;

const running = ['demo', 'plain'];

async function startHost(onTestFinished: TestContext['onTestFinished']) {
  const fixture = fixtureFolder('v2-systemd');
  const log = pino({ level: 'silent' });
  const plain = { LayersSize: 1, Images: [], Containers: [], Volumes: [], BuildCache: [] };
  const daemon = await startFakeDocker({ ...recordedDaemon('../v2-systemd/docker'), diskUsage: { plain } });
  const docker = createDockerSource({ address: daemon.address, timeoutSeconds: 5, log });
  const diskUsage = createDockerDiskUsage({ contact: docker.contact, waitSeconds: 0.5 });
  const scraper = createScraper({
    config: {
      path: {
        procfs: join(fixture, 'proc'),
        sysfs: join(fixture, 'sys'),
        cgroupfs: join(fixture, 'cgroup'),
        rootfs: join(fixture, 'no-root'),
      },
      container: { labels: [], include: undefined, exclude: undefined, labelMaxLength: 1024 },
      cgroupInclude: undefined,
    },
    collectors,
    runtimes: () => [{ name: docker.name, ask: docker.ask, diskUsage }],
    largestShown: 50,
    labels: createLabelFilter([]),
    self: async () => [],
    log,
  });
  const enabled = new Set(collectors.filter((one) => one.enabledByDefault).map(({ name }) => name));
  const web = {
    ...{
      listenAddresses: [],
      telemetryPath: '/metrics',
      maxRequests: 40,
      exporterMetrics: true,
      page: false,
      grafanaUrl: undefined,
      serviceDiscovery: true,
      configFile: undefined,
    },
  };
  const app = createApp({
    config: { web, collectors: enabled },
    ...{ scraper, collectors, version: '1', log, ready: () => true },
  });
  const server = createServer({ keepAliveTimeout: 60_000 }, app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await daemon.remove();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
  const scrape = async (timeout: number): Promise<Exposition> => {
    const response = await fetch(url, { headers: { 'X-Prometheus-Scrape-Timeout-Seconds': String(timeout) } });
    expect(response.status).toBe(200);
    return parseExposition(await response.text());
  };
  return { daemon, scrape };
}

function namesOf(exposition: Exposition, family: string): string[] {
  const names = exposition.series(family).map(({ labels }) => labels.name ?? '');
  return [...new Set(names)].filter((name) => name !== '').sort();
}

function failed(exposition: Exposition): string[] {
  const successes = exposition.series('container_exporter_collector_success');
  return successes.filter(({ value }) => value === 0).map(({ labels }) => labels.collector ?? '');
}

const dockerSuccess = (exposition: Exposition) =>
  exposition.value('container_exporter_discovery_success', { source: 'docker' });

const cases = hangs.flatMap((hang) => [3, 5, 10].map((timeout) => ({ ...hang, timeout })));

describe.concurrent.each(cases)('a daemon that $name, at $timeout s', ({ path, how, lists, timeout }) => {
  test('costs what comes from it alone, is not waited for twice, and is taken back at once', async ({
    onTestFinished,
  }) => {
    const { daemon, scrape } = await startHost(onTestFinished);
    const whole = await scrape(timeout);
    expect(dockerSuccess(whole)).toBe(1);
    expect(failed(whole)).toEqual([]);
    for (const family of ofKernel) expect(namesOf(whole, family), family).toEqual(running);
    expect(namesOf(whole, 'container_state')).toContain('gone');

    daemon.misbehave(path, how);
    for (let again = 0; again < 3; again++) {
      const began = performance.now();
      const hung = await scrape(timeout);
      const seconds = (performance.now() - began) / 1000;
      expect(dockerSuccess(hung)).toBe(0);
      for (const family of ofKernel) expect(namesOf(hung, family), family).toEqual(running);
      expect(failed(hung).filter((name) => !ofApi.test(name))).toEqual([]);
      expect(seconds).toBeLessThan(timeout);
      expect(namesOf(hung, 'container_state').length > 0).toBe(lists);
      // From the second on it is not waited for: far less than the first had to give.
      if (again > 0) {
        const asked = hung.value('container_exporter_discovery_duration_seconds', { source: 'docker' }) ?? Infinity;
        expect(asked).toBeLessThan(1);
      }
    }

    daemon.misbehave(path, undefined);
    const back = await scrape(timeout);
    expect(dockerSuccess(back)).toBe(1);
    expect(failed(back)).toEqual([]);
    for (const family of ofKernel) expect(namesOf(back, family), family).toEqual(running);
    expect(namesOf(back, 'container_state')).toEqual(namesOf(whole, 'container_state'));
  });
});
