import type { StartedTestContainer } from 'testcontainers';
import { beforeAll, expect, it } from 'vitest';
import { until } from '../../support/until.js';
import type { OnStage } from './suite.js';

const inLayer = 50 * 2 ** 20;
const inVolume = 3_000_000;

interface VolumeUsage {
  readonly Name: string;
  readonly UsageData: { readonly Size: number; readonly RefCount: number };
}

/** A container that writes known amounts into its layer and into a volume. */
export function diskUsageBehaviour(onStage: OnStage): void {
  let filler: StartedTestContainer;
  let volume: string;

  beforeAll(async () => {
    const { start, inspect } = onStage();
    filler = await start({
      name: 'filler',
      script: `head -c ${inLayer} /dev/zero > /filler; head -c ${inVolume} /dev/zero > /data/file; sync; echo ready; exec sleep 100000`,
      hostConfig: { Mounts: [{ Type: 'volume', Source: '', Target: '/data' }] },
    });
    volume = (await inspect(filler)).Mounts[0]?.Name ?? '';
  });

  /** A scrape that shows the volume: df is not asked for on each, and may be late. */
  const afterDf = () =>
    until('df tells of the volume', async () => {
      const exposition = await onStage().scrape();
      return exposition.value('docker_volume_size_bytes', { volume }) !== undefined && exposition;
    });

  it('tells the size of the volume, and whose it is', async () => {
    const exposition = await afterDf();
    expect(exposition.value('docker_volume_size_bytes', { volume, driver: 'local' })).toBe(inVolume);
    expect(exposition.value('docker_volume_containers', { volume, driver: 'local' })).toBe(1);
    expect(exposition.value('docker_volume_container_info', { volume, id: onStage().id(filler) })).toBe(1);
  });

  it('tells the size of the writable layer, as the engine does', async () => {
    const { host, id } = onStage();
    const exposition = await afterDf();
    const usage: { Containers: readonly { Id: string; SizeRw: number }[] } = await host.docker.df();
    const layer = usage.Containers.find(({ Id }) => Id === filler.getId())?.SizeRw;
    expect(layer).toBeGreaterThanOrEqual(inLayer);
    expect(exposition.value('container_fs_writable_layer_bytes', { id: id(filler) })).toBe(layer);
  });

  it('sizes the log of a container that wrote 20 MB, with the rotated files that are kept of it', async () => {
    const { start, inspect, scrape, probe } = onStage();
    const writer = await start({
      name: 'chatter',
      script: `echo ready; yes "$(printf '%0999d' 7)" | head -c 20000000`,
      hostConfig: { LogConfig: { Type: 'json-file', Config: { 'max-size': '5m', 'max-file': '3' } } },
    });
    const { LogPath, Name } = await until(
      'all is written',
      async () => {
        const inspected = await inspect(writer);
        return inspected.State.Running ? undefined : inspected;
      },
      { seconds: 240 },
    );
    const blocks = () => probe.run(`sync; stat -c '%b %B' /rootfs${LogPath}*`);
    // The file system may still be giving blocks to what was written.
    const [exposition, lines] = await until('the files stand still while they are looked at', async () => {
      const before = await blocks();
      const found = await scrape();
      return before === (await blocks()) && ([found, before] as const);
    });
    const files = lines
      .trim()
      .split('\n')
      .map((line) => line.split(' ').map(Number));
    const allocated = files.reduce((sum, [count = 0, size = 0]) => sum + count * size, 0);
    expect(files).toHaveLength(3);
    expect(allocated).toBeGreaterThan(10_000_000);
    expect(exposition.value('container_log_bytes', { name: Name.slice(1) })).toBe(allocated);
  });

  it('sums up what the engine lists', async () => {
    const { host } = onStage();
    const exposition = await afterDf();
    const usage: { Volumes: readonly VolumeUsage[]; Images: readonly unknown[] } = await host.docker.df();
    expect(usage.Volumes.find(({ Name }) => Name === volume)?.UsageData).toEqual({ Size: inVolume, RefCount: 1 });
    const value = (name: string, type: string) => exposition.value(name, { type });
    expect(value('docker_df_size_bytes', 'containers')).toBeGreaterThanOrEqual(inLayer);
    expect(value('docker_df_size_bytes', 'volumes')).toBeGreaterThanOrEqual(inVolume);
    expect(value('docker_df_active_objects', 'volumes')).toBeGreaterThanOrEqual(1);
    expect(value('docker_df_objects', 'images')).toBeGreaterThanOrEqual(1);
    expect(value('docker_df_size_bytes', 'images')).toBeGreaterThan(0);
  });
}
