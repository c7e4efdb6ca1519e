import type { StartedTestContainer } from 'testcontainers';
import { beforeAll, expect, it } from 'vitest';
import { until } from '../../support/until.js';
import type { OnStage } from './suite.js';

/** Containers that fork to their pids limit, leave zombies behind and hold files open. */
export function processBehaviour(onStage: OnStage): void {
  let forker: StartedTestContainer;
  let parent: StartedTestContainer;

  beforeAll(async () => {
    const { start, inspect, probe } = onStage();
    forker = await start({
      name: 'forker',
      // A shell that cannot fork gives up: one that is not PID 1 does the forking.
      script: `sh -c 'for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 100000 & done'; echo ready; exec sleep 100000`,
      hostConfig: { PidsLimit: 8 },
    });
    parent = await start({
      name: 'parent',
      // exec leaves a PID 1 that never waits for the two children which the shell has started.
      script: 'sleep 0.1 & sleep 0.1 & echo ready; exec 5</bin/busybox 6</bin/busybox; exec sleep 100000',
    });
    const { Pid } = (await inspect(parent)).State;
    await until('the two children are zombies', async () => {
      return (await probe.run(`cat /proc/[0-9]*/stat | grep -c ' Z ${Pid} '`)).trim() === '2';
    });
  });

  it('counts forks that the pids limit refused', async () => {
    const { scrape, id } = onStage();
    const compared = await onStage().expectKernelFigures(forker);
    expect(compared).toContain('container_threads');
    expect(compared).toContain('container_pids_limit_hits_total');
    const exposition = await scrape();
    const labels = { id: id(forker) };
    expect(exposition.value('container_threads_max', labels)).toBe(8);
    expect(exposition.value('container_pids_limit_hits_total', labels)).toBeGreaterThan(0);
    // The forking shell, which is gone, was the eighth.
    expect(exposition.value('container_threads', labels)).toBe(7);
    expect(exposition.value('container_processes', labels)).toBe(7);
  });

  it('agrees with docker stats', async () => {
    const { scrape, id, stats } = onStage();
    const { pids_stats: docker } = await stats(forker);
    expect((await scrape()).value('container_threads', { id: id(forker) })).toBe(docker?.current);
  });

  it('shows zombies', async () => {
    const { scrape, id } = onStage();
    const exposition = await scrape();
    const labels = { id: id(parent) };
    expect(exposition.value('container_tasks_state', { ...labels, state: 'zombie' })).toBe(2);
    expect(exposition.value('container_tasks_state', { ...labels, state: 'sleeping' })).toBe(1);
  });

  it('counts open files, as /proc lists them', async () => {
    const { scrape, id, inspect, probe } = onStage();
    const { Pid } = (await inspect(parent)).State;
    const listed = Number(await probe.run(`ls /rootfs/proc/${Pid}/fd | wc -l`));
    const exposition = await scrape();
    expect(listed).toBe(5);
    expect(exposition.value('container_file_descriptors', { id: id(parent) })).toBe(listed);
    const limits = await probe.run(`cat /rootfs/proc/${Pid}/limits`);
    const soft = /^Max open files +(\d+)/m.exec(limits)?.[1];
    expect(exposition.value('container_ulimits_soft', { id: id(parent), ulimit: 'max_open_files' })).toBe(Number(soft));
  });
}
