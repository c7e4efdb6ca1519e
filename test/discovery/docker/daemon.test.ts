import { expect, test } from 'vitest';
import { readDescription, versionPrefix } from '../../../src/discovery/docker/daemon.js';
import { recorded } from '../../support/fake-docker/recorded.js';

test.each([
  ['an old daemon is asked in its own version', '1.41', '1.12', '/v1.41'],
  ['versions are numbers, not text', '1.9', '1.8', '/v1.9'],
  ['a newer one in the newest that was tried', '1.60', '1.44', '/v1.56'],
  ['one that has given up that version in its oldest', '1.70', '1.60', '/v1.60'],
  ['one that tells none in none', undefined, undefined, ''],
  ['one that tells nonsense in none', '../1.41', undefined, ''],
])('%s', (_, newest, oldest, prefix) => {
  expect(versionPrefix(newest, oldest)).toBe(prefix);
});

test.each([
  [
    recorded<object>('20.10', 'info.json'),
    {
      ...{ storageDriver: 'overlay2', containerdStore: false, cgroupDriver: 'cgroupfs' },
      settings: { liveRestore: false, swarm: false, swapLimit: true, logDriver: 'json-file' },
    },
  ],
  [
    {
      DockerRootDir: '/srv/docker',
      Driver: 'overlayfs',
      DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']],
      CgroupDriver: 'systemd',
    },
    { rootDir: '/srv/docker', storageDriver: 'overlayfs', containerdStore: true, cgroupDriver: 'systemd' },
  ],
  [
    {
      DockerRootDir: 7,
      Driver: '',
      DriverStatus: [null, 'driver-type', ['Backing Filesystem', 'extfs']],
      CgroupDriver: 'x',
      ...{ LiveRestoreEnabled: 'false', SwapLimit: 0, LoggingDriver: '', Swarm: 'active' },
    },
    {
      ...{ rootDir: undefined, storageDriver: undefined, containerdStore: false, cgroupDriver: undefined },
      settings: { liveRestore: undefined, swarm: undefined, swapLimit: undefined, logDriver: undefined },
    },
  ],
])('a daemon describes itself: %j', (info, description) => {
  expect(readDescription({ ...info })).toMatchObject(description);
});
