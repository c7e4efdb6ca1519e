import type { StartedTestContainer } from 'testcontainers';
import { beforeAll, expect, it } from 'vitest';
import type { Exposition } from '../../support/exposition.js';
import { until } from '../../support/until.js';
import type { OnStage } from './suite.js';

const limit = 32 * 2 ** 20;
// tail keeps all of what might be the last line: without an end to the line it grows until it is killed.
const grow = 'tail /dev/zero';

/** Processes that are killed for being out of memory: a child whose container lives on, and a container itself. */
export function oomBehaviour(onStage: OnStage): void {
  let before: Exposition;
  let survivor: StartedTestContainer;
  let victim: StartedTestContainer;

  beforeAll(async () => {
    const { start, scrape, inspect } = onStage();
    before = await scrape();
    survivor = await start({
      name: 'survivor',
      script: `${grow}; echo ready; exec sleep 100000`,
      hostConfig: { Memory: limit },
    });
    victim = await start({
      name: 'victim',
      script: `echo ready; sleep 1; exec ${grow}`,
      hostConfig: { Memory: limit, RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 } },
    });
    await until('the container has been killed three times', async () => {
      const { State, RestartCount } = await inspect(victim);
      return State.Status === 'exited' && RestartCount === 2;
    });
  });

  it('counts a killed child in its container, which lives on', async () => {
    const { scrape, id, inspect } = onStage();
    const exposition = await scrape();
    const labels = { id: id(survivor) };
    expect(exposition.value('container_memory_events_oom_kill_total', labels)).toBe(1);
    expect(exposition.value('container_oom_events_total', labels)).toBe(1);
    expect(exposition.value('container_memory_failcnt', labels)).toBeGreaterThan(0);
    expect(exposition.value('container_state', { ...labels, state: 'running' })).toBe(1);
    expect((await inspect(survivor)).State.Running).toBe(true);
    await onStage().expectKernelFigures(survivor);
  });

  it('starts at 0, as increase() does not see a series that begins at 1', async () => {
    const { start, scrape, id } = onStage();
    const innocent = await start({ name: 'innocent', script: 'echo ready; exec sleep 100000' });
    const exposition = await scrape();
    expect(exposition.value('container_memory_events_oom_kill_total', { id: id(innocent) })).toBe(0);
    expect(exposition.value('container_oom_events_total', { id: id(innocent) })).toBe(0);
  });

  it('shows how a container that was killed itself has ended', async () => {
    const { scrape, inspect } = onStage();
    const exposition = await scrape();
    const { State, RestartCount, Name } = await inspect(victim);
    const labels = { name: Name.slice(1) };
    expect(exposition.value('container_state', { ...labels, state: 'exited' })).toBe(1);
    expect(exposition.value('container_state', { ...labels, state: 'running' })).toBe(0);
    expect(exposition.value('container_exit_code', labels)).toBe(137);
    expect(exposition.value('container_restarts_total', labels)).toBe(RestartCount);
    expect(exposition.value('container_oom_killed', labels)).toBe(State.OOMKilled ? 1 : 0);
    expect(exposition.value('container_finished_timestamp_seconds', labels)).toBeCloseTo(
      Date.parse(State.FinishedAt) / 1000,
      2,
    );
    expect(exposition.series('container_memory_usage_bytes', labels)).toEqual([]);
  });

  it('keeps the kills of a container that is gone in the cgroup above it, where the kernel does', async () => {
    const { scrape, parentId, engine, probe } = onStage();
    const exposition = await scrape();
    const name = 'container_memory_events_oom_kill_total';
    const now = exposition.value(name, { id: parentId }) ?? Number.NaN;
    const kills = now - (before.value(name, { id: parentId }) ?? 0);
    const file =
      engine.cgroupVersion === 2
        ? `/sys/fs/cgroup${parentId}/memory.events`
        : `/sys/fs/cgroup/memory${parentId}/memory.oom_control`;
    const kernel = /^oom_kill (\d+)$/m.exec((await probe.read([file])).get(file) ?? '')?.[1];
    expect(now).toBe(Number(kernel));
    // memory.events counts what happens below; v1's memory.oom_control counts the kills of a cgroup's own limit alone.
    expect(kills).toBe(engine.cgroupVersion === 2 ? 4 : 0);
  });
}
