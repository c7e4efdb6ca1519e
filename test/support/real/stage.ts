import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import type { StartedTestContainer } from 'testcontainers';
import { expect } from 'vitest';
import type { Exposition } from '../exposition.js';
import { until } from '../until.js';
import { cgroupParent, cgroupPath, type EngineInfo, engineInfo } from './engine.js';
import { scrape } from './exporter-process.js';
import { importBusyboxImage } from './images/busybox-image.js';
import { type Figure, kernelFigures } from './kernel-figures.js';
import { type KernelProbe, startKernelProbe } from './kernel-probe.js';
import type { TestHost } from './vm/test-host.js';
import { startWorkload, type WorkloadOptions } from './workload.js';

const runLabel = 'container-exporter-test-run';

/** A test host with what the behaviour tests need on it. */
export interface Stage {
  readonly host: TestHost;
  readonly engine: EngineInfo;
  readonly probe: KernelProbe;
  /** Part of the name of every container on this stage: `-${run}`. */
  readonly run: string;
  start(options: WorkloadOptions): Promise<StartedTestContainer>;
  scrape(): Promise<Exposition>;
  /** The container's cgroup path: the `id` label of its series. */
  id(container: StartedTestContainer): string;
  /** The `id` label of the cgroup above all containers. */
  readonly parentId: string;
  inspect(container: StartedTestContainer): Promise<Docker.ContainerInspectInfo>;
  /** `docker stats`: what the daemon itself reads for the container. */
  stats(container: StartedTestContainer): Promise<Docker.ContainerStats>;
  pause(container: StartedTestContainer): Promise<void>;
  unpause(container: StartedTestContainer): Promise<void>;
  /**
   * Reads the kernel's files, scrapes, and reads the kernel's files again: each value must lie between the two. For a
   * paused container both are the same, so that the comparison is exact. Returns the names of what was compared.
   */
  expectKernelFigures(container: StartedTestContainer): Promise<ReadonlySet<string>>;
  close(): Promise<void>;
}

export async function setStage(host: TestHost): Promise<Stage> {
  // testcontainers reads its environment when it is first used; each test file has a process of its own.
  process.env.DOCKER_HOST = host.dockerHost;
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  const { docker } = host;
  await importBusyboxImage(docker);
  const engine = await engineInfo(docker);
  const run = randomBytes(3).toString('hex');
  const probe = await startKernelProbe(`probe-${run}`);
  let started = 0;
  const id = (container: StartedTestContainer) => cgroupPath(engine, container.getId());
  const dockerContainer = (container: StartedTestContainer) => docker.getContainer(container.getId());
  return {
    host,
    engine,
    probe,
    run,
    id,
    parentId: cgroupParent(engine),
    async start(options) {
      const labels = { ...options.labels, [runLabel]: run };
      started += 1;
      return await startWorkload({ ...options, name: `${options.name}-${run}-${started}`, labels });
    },
    scrape: () => scrape(host.exporterUrl),
    inspect: (container) => dockerContainer(container).inspect(),
    stats: (container) => dockerContainer(container).stats({ stream: false }),
    async pause(container) {
      // The freezer of cgroup v1 gives up on a task that is throttled each time it looks.
      await until('the container is paused', () =>
        succeeds(() => dockerContainer(container).pause(), 'unable to freeze'),
      );
    },
    unpause: (container) => dockerContainer(container).unpause(),
    async expectKernelFigures(container) {
      const before = await kernelFigures(probe, engine, container.getId());
      const exposition = await scrape(host.exporterUrl);
      const after = await kernelFigures(probe, engine, container.getId());
      for (const figure of before) expectBetween(figure, exposition, id(container), after);
      return new Set(before.map(({ name }) => name));
    },
    async close() {
      // By label, as one that failed to start is there too.
      const left = await docker.listContainers({ all: true, filters: { label: [`${runLabel}=${run}`] } });
      for (const { Id } of left) await docker.getContainer(Id).remove({ force: true, v: true });
      await probe.stop();
      await host.close();
    },
  };
}

function expectBetween(figure: Figure, exposition: Exposition, id: string, after: readonly Figure[]): void {
  const { name, labels } = figure;
  const later = after.find((other) => other.name === name && JSON.stringify(other.labels) === JSON.stringify(labels));
  const series = `${name}${JSON.stringify(labels)}`;
  const value = exposition.value(name, { ...labels, id });
  expect(value, `${series} is exposed`).toBeDefined();
  // Both sides divide by a unit: the last bit may differ.
  const slack = 1e-12 * figure.value;
  expect(value, series).toBeGreaterThanOrEqual(Math.min(figure.value, later?.value ?? figure.value) - slack);
  expect(value, series).toBeLessThanOrEqual(Math.max(figure.value, later?.value ?? figure.value) + slack);
}

async function succeeds(attempt: () => Promise<unknown>, tolerated: string): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes(tolerated)) return false;
    throw error;
  }
}
