import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Exposition } from '../support/exposition.js';
import { dockerCliSync } from '../support/real/docker-cli.js';
import { connectEngine } from '../support/real/engine.js';
import { type ServingExporter, scrape, serveExporter } from '../support/real/exporter-process.js';
import { busyboxImage, importBusyboxImage, missingBusybox } from '../support/real/images/busybox-image.js';
import { lacking, missingCommand, missingEngine } from '../support/real/requirements.js';
import { parseSystemDf } from '../support/system-df-text.js';
import { until } from '../support/until.js';

/** Compares with what the docker command prints, and with the known sizes of what it was told to make. */

const host = 'unix:///var/run/docker.sock';
const engine = connectEngine(host);
const missing = [missingCommand('docker', 'docker.io'), missingBusybox(), await missingEngine(engine)];
const docker = dockerCliSync(host);
const prefix = `docker-df-${process.pid}-`;
const filler = 50 * 2 ** 20;

/** As printed by `docker system df`, and the label `type`. */
const types = [
  ['Images', 'images'],
  ['Containers', 'containers'],
  ['Local Volumes', 'volumes'],
  ['Build Cache', 'build_cache'],
] as const;

interface DiskUsage {
  readonly Images: readonly { Id: string; Size: number; SharedSize: number; Containers: number; RepoTags?: string[] }[];
  readonly Volumes: readonly { Name: string; Driver: string; UsageData: { Size: number; RefCount: number } }[];
}

interface Moment {
  readonly exposition: Exposition;
  readonly printed: string;
  readonly usage: DiskUsage;
}

describe.skipIf(lacking('docker system df', missing))('docker system df', () => {
  const folder = mkdtempSync(join(tmpdir(), 'docker-df-'));
  let exporter: ServingExporter | undefined;
  let anonymous: string | undefined;
  let moment: Moment;

  beforeAll(async () => {
    await importBusyboxImage(engine);
    // Two images with a layer in common, each with one of its own; one of them loses its name to the next.
    build('shared', busyboxImage, 3_000_000);
    build('one', `${prefix}shared`, 1_000_000);
    build('two', `${prefix}shared`, 2_000_000);
    build('renamed', `${prefix}shared`, 400_000);
    build('renamed', `${prefix}shared`, 500_000);
    docker('volume', 'create', `${prefix}spare`);
    const write = (bytes: number, file: string) => `head -c ${bytes} /dev/zero > ${file}`;
    run('fills', [`--volume=${prefix}named:/named`], `${prefix}one`, write(filler, '/filler'));
    run('keeps', [`--volume=${prefix}named:/named`, '--volume=/anonymous'], busyboxImage, [
      write(7_000_000, '/named/file'),
      write(300_000, '/anonymous/file'),
      write(250_000, '/file'),
    ]);
    run('sleeps', [], busyboxImage, [write(120_000, '/file'), 'sync; sleep 100000'], ['--detach']);
    anonymous = docker('inspect', `--format={{range .Mounts}}{{.Name}} {{end}}`, `${prefix}keeps`)
      .split(' ')
      .find((name) => name && name !== `${prefix}named`);
    const flags = ['--docker.df-timeout=60s', '--docker.df-largest=100000'];
    exporter = await serveExporter([...flags, '--collector.disable-defaults', ...dfCollectors]);
    moment = await quietMoment(exporter.url);
  });

  afterAll(async () => {
    await exporter?.stop();
    remove('rm --force --volumes', `ps --all --quiet --filter=name=${prefix}`);
    remove('volume rm', `volume ls --quiet --filter=name=${prefix}`);
    // An image with children only loses its name at first.
    remove('image rm', `image ls --filter=reference=${prefix}* --format={{.Repository}}`);
    docker('image', 'prune', '--force', `--filter=label=test=${prefix}`);
    rmSync(folder, { recursive: true });
  });

  it.each(types)('prints of %s what is exposed', (printedType, type) => {
    const line = parseSystemDf(moment.printed).get(printedType);
    const value = (name: string) => moment.exposition.value(`docker_df_${name}`, { type });
    expect(line?.total).toBe(value('objects'));
    expect(line?.active).toBe(value('active_objects'));
    expect(line?.size(value('size_bytes')), moment.printed).toBe(true);
    expect(line?.reclaimable(value('reclaimable_bytes')), moment.printed).toBe(true);
  });

  it('knows the sizes of volumes, and who uses them', () => {
    const { exposition, usage } = moment;
    const size = (volume: string | undefined) =>
      exposition.value('docker_volume_size_bytes', { volume: volume ?? '', driver: 'local' });
    expect(size(`${prefix}named`)).toBe(7_000_000);
    expect(size(anonymous)).toBe(300_000);
    expect(size(`${prefix}spare`)).toBe(0);
    const users = (volume: string) =>
      exposition.series('docker_volume_container_info', { volume }).map(({ labels }) => labels.name);
    expect(users(`${prefix}named`).sort()).toEqual([`${prefix}fills`, `${prefix}keeps`]);
    expect(users(anonymous ?? '')).toEqual([`${prefix}keeps`]);
    expect(users(`${prefix}spare`)).toEqual([]);

    expect(exposition.series('docker_volume_size_bytes')).toHaveLength(usage.Volumes.length);
    for (const { Name, Driver, UsageData } of usage.Volumes) {
      const labels = { volume: Name, driver: Driver };
      expect(exposition.value('docker_volume_size_bytes', labels)).toBe(UsageData.Size);
      expect(exposition.value('docker_volume_containers', labels)).toBe(UsageData.RefCount);
    }
  });

  it('knows what images share, and which are dangling', () => {
    const { exposition, usage } = moment;
    expect(exposition.series('docker_image_size_bytes')).toHaveLength(usage.Images.length);
    for (const { Id, Size, SharedSize, Containers } of usage.Images) {
      expect(exposition.value('docker_image_size_bytes', { id: Id })).toBe(Size);
      expect(exposition.value('docker_image_shared_size_bytes', { id: Id })).toBe(SharedSize);
      expect(exposition.value('docker_image_containers', { id: Id })).toBe(Containers);
    }
    const unique = (name: string) =>
      exposition.value('docker_image_unique_size_bytes', { image: `${prefix}${name}:latest` });
    expect([unique('one'), unique('two'), unique('renamed')]).toEqual([1_000_000, 2_000_000, 500_000]);

    const dangling = docker('image', 'ls', '--quiet', '--no-trunc', '--filter=dangling=true').split('\n');
    const marked = exposition.series('docker_image_size_bytes', { dangling: 'true' }).map(({ labels }) => labels.id);
    expect(marked.sort()).toEqual([...new Set(dangling.filter(Boolean))].sort());
    const ours = docker(
      'image',
      'ls',
      '--quiet',
      '--no-trunc',
      '--filter=dangling=true',
      `--filter=label=test=${prefix}`,
    );
    expect(exposition.value('docker_image_unique_size_bytes', { id: ours })).toBe(400_000);
  });

  it('knows the writable layers', () => {
    const verbose = JSON.parse(docker('system', 'df', '--verbose', '--format={{json .Containers}}'));
    const printed = verbose.find(({ Names }: { Names: string }) => Names === `${prefix}fills`);
    expect(printed.Size).toMatch(/^52\.4MB/);
    const all = moment.exposition.value('docker_df_size_bytes', { type: 'containers' });
    expect(all).toBeGreaterThanOrEqual(filler + 250_000 + 120_000);
  });

  /** What is exposed and what is printed while nothing changes: others may be at work with the same engine. */
  function quietMoment(url: string): Promise<Moment> {
    return until('nothing changes on the disk for a moment', async () => {
      const before = await ask();
      const began = performance.now();
      const exposition = await scrape(url);
      const printed = docker('system', 'df');
      const after = await ask();
      const age = exposition.value('container_exporter_df_age_seconds');
      const isFresh = age !== undefined && age < (performance.now() - began) / 1000;
      return isFresh && JSON.stringify(after) === JSON.stringify(before) && { exposition, printed, usage: after };
    });
  }

  async function ask(): Promise<DiskUsage> {
    // Times since, and the order, differ from one answer to the next.
    const usage = await engine.df();
    const containers = usage.Containers.map(({ Status: _, ...rest }: { Status: string }) => rest);
    const byName = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
    return {
      ...usage,
      Images: usage.Images.toSorted(byName),
      Containers: containers.toSorted(byName),
      Volumes: usage.Volumes.toSorted(byName),
    };
  }

  function build(name: string, from: string, bytes: number): void {
    // Not zeroes: the same layer made twice would be one.
    writeFileSync(join(folder, 'file'), Buffer.alloc(bytes, name));
    const recipe = `FROM ${from}\nCOPY file /${name}\nLABEL test=${prefix}\n`;
    writeFileSync(join(folder, 'Dockerfile'), recipe);
    execFileSync('docker', ['build', '--quiet', `--tag=${prefix}${name}`, folder], {
      env: { ...process.env, DOCKER_BUILDKIT: '0' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  }

  function run(
    name: string,
    flags: readonly string[],
    image: string,
    script: string | readonly string[],
    more: readonly string[] = [],
  ): void {
    const command = [script].flat().join(' && ');
    docker('run', ...more, '--network=none', `--name=${prefix}${name}`, ...flags, image, 'sh', '-c', command);
  }

  function remove(command: string, listing: string): void {
    const ids = docker(...listing.split(' '))
      .split('\n')
      .filter(Boolean);
    if (ids.length > 0) docker(...command.split(' '), ...ids);
  }
});

const dfCollectors = ['--collector.docker-df', '--collector.docker-volumes', '--collector.docker-images'];
