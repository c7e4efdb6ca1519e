import { expect, test } from 'vitest';
import { readExposition } from '../../src/exposition/text-reader.js';
import { diskPicture } from '../../src/page/model/disk-picture.js';
import { golden, knownAfter } from './exposition-of.js';

test('kinds and sizes are those of docker system df', () => {
  // test/fixtures/docker-api/20.10-df/system-df.txt is what the command printed of the same moment.
  const { kinds } = diskPicture(knownAfter(golden('df-docker-20.10')));
  expect(kinds.map(({ kind, bytes, reclaimable }) => [kind, bytes, reclaimable])).toEqual([
    ['images', 12082277, 8682277],
    ['layers', 52728800, 300000],
    ['volumes', 3505000, 2500000],
    ['build cache', 3700087, 3700087],
  ]);
});

test('items come largest first, images with what they have for themselves and what they share', () => {
  const { kinds } = diskPicture(knownAfter(golden('df-docker-20.10')));
  expect(kinds[0]?.items.map(({ name, bytes }) => [name, bytes])).toEqual([
    // What docker_image_shared_size_bytes has for both.
    ['layers that several images share', 4982277],
    ['all other images', 3700000],
    ['shop/web:2', 2700000],
    ['shop/worker:1', 700000],
  ]);
  expect(kinds[2]?.items.map(({ name, note }) => [name, note])).toEqual([
    ['spare', 'not used'],
    ['data', 'used by 2 containers'],
    ['all other volumes', 'used by 1 container'],
  ]);
});

test('logs are summed, and belong to containers', () => {
  const text = 'container_log_bytes{id="/docker/a",name="a"} 5\ncontainer_log_bytes{id="/docker/b",name="b"} 7\n';
  const { kinds, space } = diskPicture(knownAfter(readExposition(text)));
  expect(kinds).toMatchObject([
    { kind: 'logs', bytes: 12, items: [{ name: 'b', container: '/docker/b' }, { name: 'a' }] },
  ]);
  expect(space).toBeUndefined();
});

test('nothing is claimed where nothing is known', () => {
  expect(diskPicture(knownAfter(readExposition('')))).toEqual({ space: undefined, kinds: [], age: undefined });
});
