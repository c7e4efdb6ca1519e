import { expect, test } from 'vitest';
import type { DaemonSettings } from '../../../src/discovery/runtime-source.js';
import { dockerDaemon } from '../../../src/exporters/docker/docker-daemon.js';
import { collectSamples } from '../../support/collect-samples.js';

const engine = (settings: DaemonSettings | undefined, label?: string) => ({
  ...{ source: label ?? 'docker', label, diskUsage: undefined },
  daemon: {
    version: '29.1.0',
    rootDir: '/var/lib/docker',
    storageDriver: 'overlay2',
    containerdStore: false,
    settings,
  },
});

test("shows the daemon's settings", async () => {
  const settings = { liveRestore: true, swarm: false, swapLimit: false, logDriver: 'local' };
  const { samples, failure } = await collectSamples(dockerDaemon, { engines: [engine(settings)] });
  expect(samples).toEqual({
    docker_live_restore_enabled: 1,
    docker_swarm_active: 0,
    docker_swap_limit_supported: 0,
    'docker_logging_driver_info{driver="local"}': 1,
  });
  expect(failure).toBeUndefined();
});

test('says which of two engines has them', async () => {
  const settings = { liveRestore: true, swarm: undefined, swapLimit: undefined, logDriver: 'local' };
  const engines = [engine(settings, 'docker'), engine({ ...settings, liveRestore: false }, 'docker-1000')];
  expect((await collectSamples(dockerDaemon, { engines })).samples).toEqual({
    'docker_live_restore_enabled{engine="docker"}': 1,
    'docker_logging_driver_info{driver="local",engine="docker"}': 1,
    'docker_live_restore_enabled{engine="docker-1000"}': 0,
    'docker_logging_driver_info{driver="local",engine="docker-1000"}': 1,
  });
});

test.each([
  [
    'a daemon that tells none',
    engine({ liveRestore: undefined, swarm: undefined, swapLimit: undefined, logDriver: undefined }),
  ],
  ['Podman, which has none', engine(undefined)],
  ['no daemon', { ...engine(undefined), daemon: undefined }],
])('of %s nothing, and no failure', async (_, told) => {
  expect(await collectSamples(dockerDaemon, { engines: [told] })).toEqual({ samples: {}, failure: undefined });
});
