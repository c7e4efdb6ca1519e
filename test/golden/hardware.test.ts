import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { collectors } from '../../src/catalogue.js';
import type { CollectorOf } from '../../src/exporters/collector.js';
import { createRootfsReader } from '../../src/kernel/fs/rootfs.js';
import { readMachineCapacity } from '../../src/kernel/proc/machine-capacity.js';
import { createProcReader } from '../../src/kernel/proc/procfs.js';
import { createSysReader } from '../../src/kernel/sys/sysfs.js';
import { createDeadline } from '../../src/scrape/deadline.js';
import { runCollector } from '../../src/scrape/run-collector.js';
import { fixtureFolder, goldenText } from '../support/recorded-host.js';

const ofHost = collectors.filter(
  (one): one is CollectorOf<'nothing'> => one.needs === 'nothing' && one.name.startsWith('host-'),
);

test.each(['laptop', 'server', 'raspberry-pi'])('what a %s says of itself', async (name) => {
  const machine = fixtureFolder(`hardware/${name}`);
  const proc = createProcReader(`${machine}/proc`);
  const shared = {
    proc,
    sys: createSysReader(`${machine}/sys`),
    rootfs: createRootfsReader(`${machine}/root`),
    machine: readMachineCapacity(proc),
    now: 1_795_500_000,
    textfileDirectories: [],
    isTaken: () => false,
  };
  const deadline = createDeadline(performance.now() + 10_000);
  const runs = await Promise.all(ofHost.map((collector) => runCollector(collector, shared, deadline)));
  deadline.end();
  expect(runs.flatMap(({ error }) => error ?? [])).toEqual([]);
  const columns = runs.flatMap(({ samples }) => samples.close(() => undefined));
  const golden = fileURLToPath(new URL(`hardware-${name}.prom`, import.meta.url));
  await expect(await goldenText(columns, 'text')).toMatchFileSnapshot(golden);
});
