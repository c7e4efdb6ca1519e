import type { StartedTestContainer } from 'testcontainers';
import { expect, it } from 'vitest';
import type { Exposition } from '../../support/exposition.js';
import { until } from '../../support/until.js';
import type { OnStage } from './suite.js';

const idle = 'echo ready; exec sleep 100000';

/** Containers that are paused, stopped, restarted, removed, healthy and not. Docker's inspect is what they are compared with. */
export function lifecycleBehaviour(onStage: OnStage): void {
  it('shows a paused container as paused', async () => {
    const { start, scrape, pause, unpause, inspect } = onStage();
    const container = await start({ name: 'paused', script: idle });
    await pause(container);
    const { Name, State } = await inspect(container);
    expect(State.Status).toBe('paused');
    const paused = await scrape();
    expect(states(paused, Name)).toEqual(['paused']);
    expect(paused.value('container_memory_usage_bytes', { name: Name.slice(1) })).toBeGreaterThan(0);
    await unpause(container);
    expect(states(await scrape(), Name)).toEqual(['running']);
  });

  it('shows when a container was created and started', async () => {
    const { start, scrape, inspect, id } = onStage();
    const container = await start({ name: 'started', script: idle });
    const { Created, State } = await inspect(container);
    const exposition = await scrape();
    const labels = { id: id(container) };
    expect(exposition.value('container_start_time_seconds', labels)).toBeCloseTo(Date.parse(State.StartedAt) / 1000, 2);
    expect(exposition.value('container_creation_time_seconds', labels)).toBeCloseTo(Date.parse(Created) / 1000, -1);
  });

  it('shows how a stopped container ended, and nothing of its cgroup any more', async () => {
    const { start, scrape, inspect } = onStage();
    const container = await start({ name: 'stopped', script: 'echo ready; sleep 1; exit 3' });
    const { Name, State } = await until('the container has ended', async () => {
      const inspected = await inspect(container);
      return inspected.State.Running ? undefined : inspected;
    });
    const exposition = await scrape();
    const labels = { name: Name.slice(1) };
    expect(states(exposition, Name)).toEqual(['exited']);
    expect(exposition.value('container_exit_code', labels)).toBe(3);
    expect(exposition.value('container_finished_timestamp_seconds', labels)).toBeCloseTo(
      Date.parse(State.FinishedAt) / 1000,
      2,
    );
    expect(exposition.series('container_cpu_usage_seconds_total', labels)).toEqual([]);
    expect(exposition.series('container_last_seen', labels)).toEqual([]);
  });

  it('follows a container through a restart', async () => {
    const { host, start, scrape, inspect, expectKernelFigures } = onStage();
    const container = await start({ name: 'restarted', script: idle });
    const { Name } = await inspect(container);
    const labels = { name: Name.slice(1) };
    const before = await scrape();
    await expectKernelFigures(container);
    await host.docker.getContainer(container.getId()).restart({ t: 0 });
    const { State } = await inspect(container);
    const after = await scrape();
    expect(states(after, Name)).toEqual(['running']);
    const startTime = after.value('container_start_time_seconds', labels) ?? 0;
    expect(startTime).toBeCloseTo(Date.parse(State.StartedAt) / 1000, 2);
    expect(startTime).toBeGreaterThan(before.value('container_start_time_seconds', labels) ?? Number.NaN);
    // Docker counts the restarts of its restart policy alone.
    expect(after.value('container_restarts_total', labels)).toBe(0);
    // Its cgroup is another one by the same name, whose files are others too.
    await expectKernelFigures(container);
  });

  it('shows limits that were changed since the last scrape', async () => {
    const { host, start, scrape, id, expectKernelFigures } = onStage();
    const mebibytes = (count: number) => count * 1024 * 1024;
    const hostConfig = { Memory: mebibytes(64), MemorySwap: mebibytes(64), NanoCpus: 500_000_000 };
    const container = await start({ name: 'updated', script: idle, hostConfig });
    const limits = async () => {
      const exposition = await scrape();
      return ['container_spec_memory_limit_bytes', 'container_spec_cpu_quota'].map((name) =>
        exposition.value(name, { id: id(container) }),
      );
    };
    expect(await limits()).toEqual([mebibytes(64), 50_000]);
    await host.docker
      .getContainer(container.getId())
      .update({ Memory: mebibytes(96), MemorySwap: mebibytes(96), NanoCpus: 250_000_000 });
    expect(await limits()).toEqual([mebibytes(96), 25_000]);
    await expectKernelFigures(container);
  });

  it('counts the restarts of the restart policy', async () => {
    const { start, scrape, inspect } = onStage();
    const container = await start({
      name: 'crasher',
      script: 'echo ready; sleep 1; exit 7',
      hostConfig: { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 1 } },
    });
    const inspected = await until('the container has been restarted and has ended', async () => {
      const found = await inspect(container);
      return found.RestartCount === 1 && found.State.Status === 'exited' ? found : undefined;
    });
    const exposition = await scrape();
    const labels = { name: inspected.Name.slice(1) };
    expect(exposition.value('container_restarts_total', labels)).toBe(1);
    expect(exposition.value('container_exit_code', labels)).toBe(7);
  });

  it('forgets a container that was removed, and closes its files', async () => {
    const { host, start, scrape, inspect } = onStage();
    const openFiles = async () => (await scrape()).value('process_open_fds') ?? Number.NaN;
    const before = await openFiles();
    const container = await start({ name: 'removed', script: idle });
    const { Name } = await inspect(container);
    expect(states(await scrape(), Name)).toEqual(['running']);
    // Those that tell of CPU, memory, I/O and processes, at the least.
    expect(await openFiles()).toBeGreaterThan(before + 10);
    await host.docker.getContainer(container.getId()).remove({ force: true });
    expect((await scrape()).text).not.toContain(container.getId());
    expect(await openFiles()).toBeLessThan(before + 10);
  });

  it('tells starting, healthy and unhealthy apart', async () => {
    const { start, scrape, inspect } = onStage();
    const container = await start({
      name: 'checked',
      script: idle,
      healthCheck: { test: 'test -e /tmp/healthy', retries: 5 },
    });
    const { Name } = await inspect(container);
    const labels = { name: Name.slice(1) };
    const reaches = async (status: string): Promise<Exposition> =>
      await until(`the health is ${status}, in the same words as docker inspect`, async () => {
        const before = (await inspect(container)).State.Health;
        const exposition = await scrape();
        const after = (await inspect(container)).State.Health;
        if (before?.Status !== status || after?.Status !== status) return undefined;
        expect(health(exposition, Name)).toEqual([status]);
        return exposition;
      });
    const starting = await reaches('starting');
    expect(starting.value('container_health_state', labels)).toBe(0);
    const unhealthy = await reaches('unhealthy');
    expect(unhealthy.value('container_health_state', labels)).toBe(0);
    expect(unhealthy.value('container_health_failing_streak', labels)).toBeGreaterThanOrEqual(5);
    await container.exec(['touch', '/tmp/healthy']);
    const healthy = await reaches('healthy');
    expect(healthy.value('container_health_state', labels)).toBe(1);
    expect(healthy.value('container_health_failing_streak', labels)).toBe(0);
  });

  it('has no health check to tell of', async () => {
    const { start, scrape, inspect } = onStage();
    const container: StartedTestContainer = await start({ name: 'unchecked', script: idle });
    const { Name } = await inspect(container);
    const exposition = await scrape();
    expect(health(exposition, Name)).toEqual(['none']);
    expect(exposition.value('container_health_state', { name: Name.slice(1) })).toBe(-1);
  });
}

/** The states that are 1; there is always one sample for each state. */
function states(exposition: Exposition, name: string): (string | undefined)[] {
  const series = exposition.series('container_state', { name: name.slice(1) });
  return series.filter(({ value }) => value === 1).map(({ labels }) => labels.state);
}

function health(exposition: Exposition, name: string): (string | undefined)[] {
  const series = exposition.series('container_health_status', { name: name.slice(1) });
  return series.filter(({ value }) => value === 1).map(({ labels }) => labels.status);
}
