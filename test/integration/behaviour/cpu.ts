import type { StartedTestContainer } from 'testcontainers';
import { beforeAll, expect, it } from 'vitest';
import { until } from '../../support/until.js';
import type { OnStage } from './suite.js';

/** A container that burns CPU under `--cpus 0.1`. */
export function cpuBehaviour(onStage: OnStage): void {
  let burner: StartedTestContainer;

  beforeAll(async () => {
    const { start, scrape, id, pause } = onStage();
    burner = await start({
      name: 'burner',
      script: 'echo ready; while :; do :; done',
      hostConfig: { NanoCpus: 100_000_000, CpuShares: 512 },
    });
    await until('the container is throttled ten times', async () => {
      const throttled = (await scrape()).value('container_cpu_cfs_throttled_periods_total', { id: id(burner) });
      return throttled !== undefined && throttled >= 10;
    });
    await pause(burner);
  });

  it('counts what cpuacct and cpu.stat count', async () => {
    const compared = await onStage().expectKernelFigures(burner);
    expect(compared).toContain('container_cpu_usage_seconds_total');
    expect(compared).toContain('container_cpu_cfs_throttled_periods_total');
    expect(compared).toContain('container_cpu_cfs_throttled_seconds_total');
  });

  it('agrees with docker stats', async () => {
    const { scrape, id, stats } = onStage();
    const { cpu_stats: docker } = await stats(burner);
    const labels = { id: id(burner) };
    const exposition = await scrape();
    const usage = exposition.value('container_cpu_usage_seconds_total', { ...labels, cpu: 'total' });
    expect(usage).toBeCloseTo(docker.cpu_usage.total_usage / 1e9, 6);
    expect(exposition.value('container_cpu_cfs_periods_total', labels)).toBe(docker.throttling_data.periods);
    expect(exposition.value('container_cpu_cfs_throttled_periods_total', labels)).toBe(
      docker.throttling_data.throttled_periods,
    );
    expect(exposition.value('container_cpu_cfs_throttled_seconds_total', labels)).toBeCloseTo(
      docker.throttling_data.throttled_time / 1e9,
      6,
    );
  });

  it('has used a tenth of a CPU, as user and system time', async () => {
    const { scrape, id } = onStage();
    const exposition = await scrape();
    const labels = { id: id(burner) };
    const periods = exposition.value('container_cpu_cfs_periods_total', labels) ?? 0;
    const usage = exposition.value('container_cpu_usage_seconds_total', labels) ?? 0;
    // At most 10 ms in each period of 100 ms; a slice may be overrun by a tick, which the next period pays back.
    expect(usage).toBeGreaterThan(0.005 * periods);
    expect(usage).toBeLessThan(0.01 * periods + 0.5);
    const user = exposition.value('container_cpu_user_seconds_total', labels) ?? 0;
    const system = exposition.value('container_cpu_system_seconds_total', labels) ?? 0;
    // cgroup v1 counts these two in ticks of 10 ms, by what a tick finds running.
    expect(Math.abs(user + system - usage)).toBeLessThan(0.1 * usage + 0.2);
  });

  it('shows the limit', async () => {
    const { scrape, id } = onStage();
    const exposition = await scrape();
    const labels = { id: id(burner) };
    expect(exposition.value('container_spec_cpu_quota', labels)).toBe(10_000);
    expect(exposition.value('container_spec_cpu_period', labels)).toBe(100_000);
    expect(exposition.value('container_cpu_effective_limit_cores', labels)).toBeCloseTo(0.1, 9);
    // cgroup v2 keeps a weight: what the shares were can only be told to its precision.
    const shares = exposition.value('container_spec_cpu_shares', labels) ?? 0;
    expect(Math.abs(shares - 512)).toBeLessThanOrEqual(onStage().engine.cgroupVersion === 2 ? 26 : 0);
  });

  it('has no cfs series for a container without a quota', async () => {
    const { start, scrape, id } = onStage();
    const free = await start({ name: 'unlimited', script: 'echo ready; exec sleep 100000' });
    const exposition = await scrape();
    const labels = { id: id(free) };
    expect(exposition.value('container_cpu_usage_seconds_total', labels)).toBeGreaterThan(0);
    expect(exposition.series('container_spec_cpu_quota', labels)).toEqual([]);
    expect(exposition.series('container_cpu_cfs_throttled_periods_total', labels)).toEqual([]);
    const cores = exposition.value('machine_cpu_cores');
    expect(exposition.value('container_cpu_effective_limit_cores', labels)).toBe(cores);
  });
}
