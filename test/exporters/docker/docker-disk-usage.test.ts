import { describe, expect, test } from 'vitest';
import type { ImageUsage, VolumeUsage } from '../../../src/discovery/runtime-source.js';
import { dockerDf } from '../../../src/exporters/docker/docker-df.js';
import { dockerImages } from '../../../src/exporters/docker/docker-images.js';
import { dockerVolumes } from '../../../src/exporters/docker/docker-volumes.js';
import { metadataOf } from '../../support/make-container.js';
import { collectFromDaemon } from './from-daemon.js';

const volume = (name: string, size: number | undefined, references: number | undefined = 0): VolumeUsage => ({
  ...{ name, size, references, driver: 'local', mountpoint: '', labels: {} },
});
const image = (id: string, given: Partial<ImageUsage> = {}): ImageUsage => ({
  ...{ id, tags: [], digests: [], size: 10, sharedSize: 4, containers: 0 },
  ...given,
});

test.each([dockerDf, dockerVolumes, dockerImages])(
  '$name fails when df was not answered, not while it is',
  async (one) => {
    expect(await collectFromDaemon(one, { error: 'unix:///x: HTTP 403' })).toEqual({
      samples: {},
      failure: new Error('unix:///x: HTTP 403'),
    });
    expect(await collectFromDaemon(one, {})).toEqual({ samples: {}, failure: undefined });
  },
);

test('docker-df shows an old answer beside its failure, and nothing of what is not told', async () => {
  const usage = { volumes: { size: 10, reclaimable: 3, objects: 2, active: 1 } };
  const { samples, failure } = await collectFromDaemon(dockerDf, { usage, error: 'late' });
  expect(failure).toEqual(new Error('late'));
  expect(samples).toEqual({
    'docker_df_size_bytes{type="volumes"}': 10,
    'docker_df_reclaimable_bytes{type="volumes"}': 3,
    'docker_df_objects{type="volumes"}': 2,
    'docker_df_active_objects{type="volumes"}': 1,
  });
});

describe('docker-volumes', () => {
  test('shows the largest by name and the rest in one sum, in which unknown sizes are not', async () => {
    const volumeItems = [
      volume('c', 5, 1),
      volume('a', 7),
      volume('x', undefined, 2),
      volume('b', 7, 3),
      volume('y', 1),
    ];
    const { samples } = await collectFromDaemon(dockerVolumes, { usage: { volumeItems }, largestShown: 2 });
    expect(samples).toEqual({
      'docker_volume_size_bytes{volume="a",driver="local"}': 7,
      'docker_volume_containers{volume="a",driver="local"}': 0,
      'docker_volume_size_bytes{volume="b",driver="local"}': 7,
      'docker_volume_containers{volume="b",driver="local"}': 3,
      'docker_volume_size_bytes{volume="other"}': 6,
      'docker_volume_containers{volume="other"}': 3,
    });
  });

  test('shows no size of one that has none, and no rest where there is none', async () => {
    const volumeItems = [volume('x', undefined, 2)];
    const { samples } = await collectFromDaemon(dockerVolumes, { usage: { volumeItems } });
    expect(samples).toEqual({ 'docker_volume_containers{volume="x",driver="local"}': 2 });
  });

  test('keeps thousands to the number that is shown, and a volume called other apart', async () => {
    const volumeItems = Array.from({ length: 5000 }, (_, i) => volume(`v${i}`, i + 1)).concat(volume('other', 1e6));
    const { samples } = await collectFromDaemon(dockerVolumes, { usage: { volumeItems }, largestShown: 3 });
    const sizes = Object.entries(samples).filter(([series]) => series.includes('size'));
    expect(Object.fromEntries(sizes)).toEqual({
      'docker_volume_size_bytes{volume="other",driver="local"}': 1e6,
      'docker_volume_size_bytes{volume="v4999",driver="local"}': 5000,
      'docker_volume_size_bytes{volume="v4998",driver="local"}': 4999,
      'docker_volume_size_bytes{volume="other"}': (4998 * 4999) / 2,
    });
  });

  test('shows none by name when told so', async () => {
    const { samples } = await collectFromDaemon(dockerVolumes, {
      usage: { volumeItems: [volume('a', 1), volume('b', 2)] },
      largestShown: 0,
    });
    expect(samples['docker_volume_size_bytes{volume="other"}']).toBe(3);
    expect(Object.keys(samples)).toHaveLength(2);
  });

  test('tells which containers have which volumes, also when df is refused', async () => {
    const containers = [
      metadataOf('1', { name: 'web', volumes: ['data', 'a "name"\nof two lines'] }),
      metadataOf('2', { name: 'old', volumes: ['data'] }),
      metadataOf('3', { name: 'none' }),
    ];
    const { samples } = await collectFromDaemon(dockerVolumes, { containers, error: 'refused' });
    expect(samples).toEqual({
      'web: docker_volume_container_info{volume="data"}': 1,
      'web: docker_volume_container_info{volume="a \\"name\\"\\nof two lines"}': 1,
      'old: docker_volume_container_info{volume="data"}': 1,
    });
  });
});

describe('docker-images', () => {
  test('shows the first tag, what is shared and what is not', async () => {
    const imageItems = [image('sha256:1', { tags: ['shop/web:2', 'shop/web:latest'], containers: 3 })];
    const identity = '{image="shop/web:2",id="sha256:1"}';
    const { samples } = await collectFromDaemon(dockerImages, { usage: { imageItems } });
    expect(samples).toEqual({
      [`docker_image_size_bytes${identity}`]: 10,
      [`docker_image_shared_size_bytes${identity}`]: 4,
      [`docker_image_unique_size_bytes${identity}`]: 6,
      [`docker_image_containers${identity}`]: 3,
    });
  });

  test('marks dangling ones, by their digest where they have one', async () => {
    const imageItems = [image('1'), image('2', { digests: ['shop/web@sha256:2'] })];
    const { samples } = await collectFromDaemon(dockerImages, { usage: { imageItems } });
    expect(Object.keys(samples).filter((series) => series.startsWith('docker_image_size'))).toEqual([
      'docker_image_size_bytes{image="<none>",id="1",dangling="true"}',
      'docker_image_size_bytes{image="shop/web@sha256:2",id="2",dangling="true"}',
    ]);
  });

  test('leaves out what is unknown, also of the rest, and nothing is below 0', async () => {
    const imageItems = [
      image('1', { size: 30, sharedSize: undefined }),
      image('2', { size: 20, sharedSize: 25, containers: 1 }),
      image('3', { sharedSize: undefined, containers: undefined }),
      image('4', { containers: 2 }),
    ];
    const { samples } = await collectFromDaemon(dockerImages, { usage: { imageItems }, largestShown: 2 });
    expect(samples).toEqual({
      'docker_image_size_bytes{image="<none>",id="1",dangling="true"}': 30,
      'docker_image_containers{image="<none>",id="1",dangling="true"}': 0,
      'docker_image_size_bytes{image="<none>",id="2",dangling="true"}': 20,
      'docker_image_shared_size_bytes{image="<none>",id="2",dangling="true"}': 25,
      'docker_image_unique_size_bytes{image="<none>",id="2",dangling="true"}': 0,
      'docker_image_containers{image="<none>",id="2",dangling="true"}': 1,
      'docker_image_size_bytes{image="other"}': 20,
      'docker_image_shared_size_bytes{image="other"}': 4,
      'docker_image_unique_size_bytes{image="other"}': 6,
      'docker_image_containers{image="other"}': 2,
    });
  });
});
