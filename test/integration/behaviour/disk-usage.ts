import type { StartedTestContainer } from 'testcontainers';
import { beforeAll, expect, it } from 'vitest';
import { until } from '../support/until.js';
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
