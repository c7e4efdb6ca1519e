import type { StartedTestContainer } from 'testcontainers';
import { beforeAll, expect, it } from 'vitest';
import { countedOn, diskOfDocker } from '../../support/real/docker-disk.js';
import type { OnStage } from './suite.js';

const written = 8 * 2 ** 20;

/** A container that writes a known number of bytes past the page cache. */
export function ioBehaviour(onStage: OnStage): void {
  let writer: StartedTestContainer;
  let device: string;

  beforeAll(async () => {
    const { start, probe } = onStage();
    device = await diskOfDocker(probe.run);
    writer = await start({
      name: 'writer',
      script: `dd if=/dev/zero of=/data/file bs=1M count=${written / 2 ** 20} oflag=direct; echo ready; exec sleep 100000`,
      hostConfig: {
        Mounts: [{ Type: 'volume', Source: '', Target: '/data' }],
        ...countedOn(device),
      },
    });
  });

  it('counts the bytes written, by device', async () => {
    const { scrape, id } = onStage();
    const exposition = await scrape();
    const bytes = exposition.value('container_fs_writes_bytes_total', { id: id(writer), device });
    expect(bytes).toBeGreaterThanOrEqual(written);
    // The file's own metadata, if its journal is charged to the container.
    expect(bytes).toBeLessThan(written + 2 ** 20);
    expect(exposition.value('container_fs_writes_total', { id: id(writer), device })).toBeGreaterThanOrEqual(8);
  });

  it('counts what the kernel counts', async () => {
    const { scrape, id, engine, probe } = onStage();
    const exposition = await scrape();
    const labels = { id: id(writer), device };
    const directory = engine.cgroupVersion === 2 ? '/sys/fs/cgroup' : '/sys/fs/cgroup/blkio';
    const lines = await probe.run(`cd /rootfs${directory}${id(writer)} && cat ${kernelFiles[engine.cgroupVersion]}`);
    const [bytes, operations] =
      engine.cgroupVersion === 2 ? (/wbytes=(\d+).* wios=(\d+)/.exec(lines)?.slice(1) ?? []) : writesOfV1(lines);
    expect(exposition.value('container_fs_writes_bytes_total', labels)).toBe(Number(bytes));
    expect(exposition.value('container_fs_writes_total', labels)).toBe(Number(operations));
  });

  it('agrees with docker stats', async () => {
    const { scrape, id, stats } = onStage();
    const { blkio_stats: docker } = await stats(writer);
    const wrote = (docker?.io_service_bytes_recursive ?? []).find(({ op }) => op.toLowerCase() === 'write');
    expect((await scrape()).value('container_fs_writes_bytes_total', { id: id(writer), device })).toBe(wrote?.value);
  });
}

const kernelFiles = {
  1: 'blkio.throttle.io_service_bytes_recursive blkio.throttle.io_serviced_recursive',
  2: 'io.stat',
};

function writesOfV1(lines: string): string[] {
  return [...lines.matchAll(/^\d+:\d+ Write (\d+)$/gm)].map(([, count = '']) => count);
}
