import { expect, test } from 'vitest';
import type { DaemonSettings } from '../../../src/discovery/runtime-source.js';
import { dockerDaemon } from '../../../src/exporters/docker/docker-daemon.js';
import { collectSamples } from '../../support/collect-samples.js';

const daemon = (settings: DaemonSettings | undefined) => ({
  ...{ version: '29.1.0', rootDir: '/var/lib/docker', storageDriver: 'overlay2', containerdStore: false },
  settings,
});

test("shows the daemon's settings", async () => {
  const settings = { liveRestore: true, swarm: false, swapLimit: false, logDriver: 'local' };
  const { samples, failure } = await collectSamples(dockerDaemon, { daemon: daemon(settings) });
  expect(samples).toEqual({
    docker_live_restore_enabled: 1,
    docker_swarm_active: 0,
    docker_swap_limit_supported: 0,
    'docker_logging_driver_info{driver="local"}': 1,
  });
  expect(failure).toBeUndefined();
});

test.each([
  [
    'a daemon that tells none',
    daemon({ liveRestore: undefined, swarm: undefined, swapLimit: undefined, logDriver: undefined }),
  ],
  ['Podman, which has none', daemon(undefined)],
  ['no daemon', undefined],
])('of %s nothing, and no failure', async (_, told) => {
  expect(await collectSamples(dockerDaemon, { daemon: told })).toEqual({ samples: {}, failure: undefined });
});
