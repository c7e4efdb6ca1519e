import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDiskUsage } from '../../../src/discovery/docker/system-df.js';
import type { DiskUsage, DiskUsageSummary } from '../../../src/discovery/runtime-source.js';
import { recorded } from '../../support/fake-docker/recorded.js';
import { parseSystemDf, type SystemDfLine } from '../../support/system-df-text.js';

const docker = { hasBuildCache: true };
const podman = { hasBuildCache: false };

function read(value: unknown, options = docker): DiskUsage {
  const usage = readDiskUsage(value, options);
  if (!usage) throw new Error('that is disk usage');
  return usage;
}

const printed = (daemon: string) =>
  parseSystemDf(
    readFileSync(new URL(`../../fixtures/docker-api/${daemon}/system-df.txt`, import.meta.url), { encoding: 'utf8' }),
  );

function expectSame(summary: DiskUsageSummary | undefined, line: SystemDfLine | undefined): void {
  expect(summary).toMatchObject({ objects: line?.total, active: line?.active });
  expect(line?.size(summary?.size)).toBe(true);
  expect(line?.reclaimable(summary?.reclaimable)).toBe(true);
}

describe('sums', () => {
  test('of a Docker 20.10 are those that docker system df printed', () => {
    const usage = read(recorded('20.10-df', 'df.json'));
    const lines = printed('20.10-df');
    expectSame(usage.images, lines.get('Images'));
    expectSame(usage.containers, lines.get('Containers'));
    expectSame(usage.volumes, lines.get('Local Volumes'));
    expectSame(usage.buildCache, lines.get('Build Cache'));
    // As many digits as the daemon gave.
    expect(usage.containers?.reclaimable).toBe(300_000);
    expect(usage.volumes?.size).toBe(3_505_000);
  });

  test('of a Podman are those that podman system df printed, but for the images, whose layers have no size', () => {
    const usage = read(recorded('podman-4.3-df', 'df.json'), podman);
    const lines = printed('podman-4.3-df');
    expectSame(usage.containers, lines.get('Containers'));
    expectSame(usage.volumes, lines.get('Local Volumes'));
    expect(usage.images).toEqual({ size: undefined, reclaimable: undefined, objects: 2, active: 2 });
    expect(usage.buildCache).toBeUndefined();
  });

  test('of API 1.44 leave out what is unknown', () => {
    const usage = read(recorded('made-up-1.44', 'df.json'));
    expect(usage.volumes).toEqual({ size: 3_505_000, reclaimable: 2_500_000, objects: 4, active: 3 });
    expect(usage.volumeItems.find(({ name }) => name === 'unreadable')).toMatchObject({
      size: undefined,
      references: 1,
    });
    // A local source of 3.7 MB in use, the rest shared with images or empty but for 87 bytes.
    expect(usage.buildCache).toEqual({ size: 3_700_087, reclaimable: 87, objects: 7, active: 1 });
  });

  test.each(['df.json', 'df-verbose.json'])('of API 1.52 are the own ones of the daemon, %s', (file) => {
    const usage = read(recorded('made-up-1.52', file));
    expect(usage.images).toEqual({ size: 12_082_277, reclaimable: 3_700_000, objects: 5, active: 3 });
    // Left out for being 0.
    expect(usage.buildCache).toEqual({ size: 0, reclaimable: 0, objects: 0, active: 0 });
  });

  test('stay between nothing and the whole', () => {
    const image = (Size: number, SharedSize: number, Containers: number) => ({ Id: 'a', Size, SharedSize, Containers });
    // Layers that went away while they were counted.
    const shrunk = read({ LayersSize: 100, Images: [image(500, 0, 1)] });
    expect(shrunk.images).toMatchObject({ size: 100, reclaimable: 0 });
    const absurd = read({ ImageUsage: { TotalSize: 10, Reclaimable: 20, TotalCount: 1, ActiveCount: 2 } });
    expect(absurd.images).toEqual({ size: 10, reclaimable: 10, objects: 1, active: 1 });
    const negative = read({ VolumeUsage: { TotalSize: -3, Reclaimable: -5 } });
    expect(negative.volumes).toEqual({ size: 0, reclaimable: 0, objects: 0, active: 0 });
  });

  test('are absent where the answer does not speak of them', () => {
    const usage = read({ Volumes: null });
    expect(usage.volumes).toEqual({ size: 0, reclaimable: 0, objects: 0, active: 0 });
    expect([usage.images, usage.containers, usage.buildCache]).toEqual([undefined, undefined, undefined]);
  });
});

describe('objects', () => {
  test('are the same in both shapes of API 1.52', () => {
    const plain = read(recorded('made-up-1.52', 'df.json'));
    expect(plain).toEqual(read(recorded('made-up-1.52', 'df-verbose.json')));
    expect(plain.imageItems).toHaveLength(5);
    expect(plain.volumeItems).toHaveLength(3);
  });

  test('of Docker 20.10 have their names', () => {
    const { imageItems, volumeItems } = read(recorded('20.10-df', 'df.json'));
    expect(imageItems.map(({ tags }) => tags)).toContainEqual(['shop/worker:1', 'shop/worker:latest']);
    expect(imageItems.filter(({ tags, digests }) => tags.length + digests.length === 0)).toHaveLength(1);
    expect(volumeItems.map(({ name }) => name)).toEqual(expect.arrayContaining(['data', 'spare']));
  });

  test('of Podman 4.3, which leaves out repositories, are not named after a tag alone', () => {
    const { imageItems } = read(recorded('podman-4.3-df', 'df.json'), podman);
    expect(imageItems.map(({ tags }) => tags).sort()).toEqual([['<none>:1'], ['<none>:local']]);
  });

  test('a writable layer has a size, also where nothing was written and the field is left out', () => {
    const { writableLayers } = read(recorded('made-up-1.52', 'df-verbose.json'));
    expect([...writableLayers.values()].sort((a, b) => b - a)).toEqual([52_428_800, 300_000, 0, 0]);
    expect(read({ Containers: [{ Id: 'a', SizeRw: -1 }] }).writableLayers.size).toBe(0);
  });
});

describe('anything', () => {
  const part = fc.oneof(
    fc.jsonValue(),
    fc.array(
      fc.record(
        {
          Id: fc.oneof(fc.string(), fc.jsonValue()),
          Name: fc.oneof(fc.string(), fc.jsonValue()),
          Size: fc.oneof(fc.integer(), fc.jsonValue()),
          SharedSize: fc.oneof(fc.integer(), fc.jsonValue()),
          SizeRw: fc.oneof(fc.integer(), fc.jsonValue()),
          Containers: fc.oneof(fc.integer(), fc.jsonValue()),
          State: fc.constantFrom('running', 'exited', 'paused', 3),
          RepoTags: fc.oneof(fc.array(fc.string()), fc.jsonValue()),
          UsageData: fc.oneof(fc.record({ Size: fc.integer(), RefCount: fc.integer() }), fc.jsonValue()),
          InUse: fc.oneof(fc.boolean(), fc.jsonValue()),
          Shared: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
    ),
  );
  const sums = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        TotalSize: fc.integer(),
        Reclaimable: fc.integer(),
        TotalCount: fc.integer(),
        ActiveCount: fc.integer(),
        Items: part,
      },
      { requiredKeys: [] },
    ),
  );
  const answers = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        LayersSize: fc.oneof(fc.integer(), fc.jsonValue()),
        ...{ Images: part, Containers: part, Volumes: part, BuildCache: part },
        ...{ ImageUsage: sums, ContainerUsage: sums, VolumeUsage: sums, BuildCacheUsage: sums },
      },
      { requiredKeys: [] },
    ),
  );

  test('is read without an error, and no number is negative or more than its whole', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const usage = readDiskUsage(answer, docker);
        if (!usage) return;
        for (const summary of [usage.images, usage.containers, usage.volumes, usage.buildCache]) {
          if (!summary) continue;
          expect(summary.size ?? 0).toBeGreaterThanOrEqual(0);
          expect(summary.reclaimable ?? 0).toBeGreaterThanOrEqual(0);
          expect(summary.reclaimable ?? 0).toBeLessThanOrEqual(summary.size ?? 0);
          expect(summary.active).toBeLessThanOrEqual(summary.objects);
        }
        for (const { size, sharedSize, containers } of usage.imageItems) {
          for (const figure of [size, sharedSize, containers]) expect(figure ?? 0).toBeGreaterThanOrEqual(0);
        }
        for (const size of usage.writableLayers.values()) expect(size).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([[null], [[]], ['text'], [{}], [{ message: 'no' }], [3]])('%j is no disk usage', (value) => {
    expect(readDiskUsage(value, docker)).toBeUndefined();
  });
});
