import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { createDockerDiskUsage } from '../../src/discovery/docker/disk-usage-source.js';
import { createDockerSource } from '../../src/discovery/docker/docker-source.js';
import type { RuntimeSource } from '../../src/discovery/runtime-source.js';
import { dockerDf } from '../../src/exporters/docker/docker-df.js';
import { dockerImages } from '../../src/exporters/docker/docker-images.js';
import { dockerVolumes } from '../../src/exporters/docker/docker-volumes.js';
import { createScraper } from '../../src/scrape/scraper.js';
import { type DaemonContent, startFakeDocker } from '../support/fake-docker/fake-docker.js';
import { recorded, recordedDaemon } from '../support/fake-docker/recorded.js';
import { goldenText } from '../support/recorded-host.js';

/** Expositions of what daemons say of their disk usage, the two largest volumes and images by name. */

const docker = () => recordedDaemon('20.10-df');
/** The containers of the recorded daemon, in another version's words. */
const ofVersion = (ApiVersion: string, diskUsage: NonNullable<DaemonContent['diskUsage']>): DaemonContent => ({
  ...docker(),
  version: { ...recorded<object>('20.10-df', 'version.json'), ApiVersion },
  diskUsage,
});

const daemons: Readonly<Record<string, () => DaemonContent>> = {
  'df-docker-20.10': docker,
  'df-podman-4.3': () => recordedDaemon('podman-4.3-df'),
  'df-api-1.44': () => ofVersion('1.44', { plain: recorded('made-up-1.44', 'df.json') }),
  'df-api-1.52': () => ofVersion('1.52', { plain: undefined, verbose: recorded('made-up-1.52', 'df-verbose.json') }),
  // A version that is not told gets the newest daemon's answer with all in it twice.
  'df-api-unknown': () => ({
    ...docker(),
    version: {},
    diskUsage: { plain: recorded('made-up-1.52', 'df.json'), verbose: undefined },
  }),
  'df-refused': docker,
};

test.each(Object.keys(daemons))('%s', async (name) => {
  const content = daemons[name]?.() ?? docker();
  const daemon = await startFakeDocker(content);
  onTestFinished(() => daemon.remove());
  if (name === 'df-api-unknown') daemon.misbehave(/_ping|version/, { kind: 'answer', status: 403, body: '' });
  if (name === 'df-refused') daemon.misbehave(/df/, { kind: 'answer', status: 403, body: '<h1>Forbidden</h1>\n' });
  const log = pino({ level: 'silent' });
  const engine = createDockerSource({ address: daemon.address, timeoutSeconds: 30, log });
  const diskUsage = createDockerDiskUsage({ contact: engine.contact, waitSeconds: 30 });
  const runtime: RuntimeSource = {
    get name() {
      return engine.name;
    },
    ask: engine.ask,
    diskUsage,
  };
  const collectors = [dockerDf, dockerVolumes, dockerImages];
  const scraper = createScraper({
    config: {
      path: { procfs: '/no-proc', sysfs: '/no-sys', cgroupfs: '/no-cgroup', rootfs: '/no-root' },
      container: { labels: [], labelMaxLength: 1024, include: undefined, exclude: undefined },
      cgroupInclude: undefined,
    },
    collectors,
    runtimes: () => [runtime],
    largestShown: 2,
    labels: () => [],
    self: async () => [],
    log,
  });
  const names = new Set(collectors.map(({ name }) => name));
  const { columns } = await scraper.scrape({ collectors: names, deadline: performance.now() + 60_000 });
  await expect(await goldenText(columns, 'text')).toMatchFileSnapshot(`${name}.prom`);
});
