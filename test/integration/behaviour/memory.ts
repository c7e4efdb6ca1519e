import type { StartedTestContainer } from 'testcontainers';
import { beforeAll, expect, it } from 'vitest';
import type { OnStage } from './suite.js';

const mebibyte = 2 ** 20;

/** A container that holds 20 MiB in a shell variable and 16 MiB of a file that it has read, under a limit. */
export function memoryBehaviour(onStage: OnStage): void {
  let filler: StartedTestContainer;

  beforeAll(async () => {
    const { start, pause } = onStage();
    filler = await start({
      name: 'filler',
      script: `x=$(head -c ${20 * mebibyte} /dev/zero | tr '\\0' x)
        dd if=/dev/zero of=/data/file bs=1M count=16 && sync && cat /data/file /data/file >/dev/null
        echo ready; while :; do sleep 1000; done`,
      hostConfig: {
        Memory: 128 * mebibyte,
        MemoryReservation: 64 * mebibyte,
        Mounts: [{ Type: 'volume', Source: '', Target: '/data' }],
      },
    });
    await pause(filler);
  });

  it('counts what the memory controller counts', async () => {
    const compared = await onStage().expectKernelFigures(filler);
    expect(compared).toContain('container_memory_usage_bytes');
    expect(compared).toContain('container_memory_working_set_bytes');
    expect(compared).toContain('container_memory_rss');
    expect(compared).toContain('container_memory_failures_total');
  });

  it('agrees with docker stats', async () => {
    const { scrape, id, stats, engine } = onStage();
    const { memory_stats: docker } = await stats(filler);
    const exposition = await scrape();
    const labels = { id: id(filler) };
    expect(exposition.value('container_memory_usage_bytes', labels)).toBe(docker.usage);
    expect(exposition.value('container_spec_memory_limit_bytes', labels)).toBe(docker.limit);
    const inactiveFile = engine.cgroupVersion === 2 ? docker.stats.inactive_file : docker.stats.total_inactive_file;
    expect(exposition.value('container_memory_working_set_bytes', labels)).toBe(docker.usage - (inactiveFile ?? 0));
  });

  it('shows the known work', async () => {
    const { scrape, id } = onStage();
    const exposition = await scrape();
    const labels = { id: id(filler) };
    const rss = exposition.value('container_memory_rss', labels) ?? 0;
    expect(rss).toBeGreaterThan(20 * mebibyte);
    // Not all 16 MiB: the kernel drops clean pages of a file when it likes, and did so with a folio of 2 MiB.
    expect(exposition.value('container_memory_cache', labels)).toBeGreaterThanOrEqual(8 * mebibyte);
    expect(exposition.value('container_memory_max_usage_bytes', labels) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(
      28 * mebibyte,
    );
    // A shell variable cannot be reclaimed on a machine without swap, the file can.
    const unreclaimable = exposition.value('container_memory_unreclaimable_bytes', labels) ?? 0;
    expect(unreclaimable).toBeGreaterThan(20 * mebibyte);
    expect(unreclaimable).toBeLessThan((exposition.value('container_memory_usage_bytes', labels) ?? 0) - 7 * mebibyte);
  });

  it('shows the limits', async () => {
    const { scrape, id } = onStage();
    const exposition = await scrape();
    const labels = { id: id(filler) };
    expect(exposition.value('container_spec_memory_limit_bytes', labels)).toBe(128 * mebibyte);
    expect(exposition.value('container_spec_memory_reservation_limit_bytes', labels)).toBe(64 * mebibyte);
    expect(exposition.value('container_memory_effective_limit_bytes', labels)).toBe(128 * mebibyte);
  });
}
