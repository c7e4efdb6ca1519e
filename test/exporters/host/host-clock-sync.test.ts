import { utimesSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hostClockSync } from '../../../src/exporters/host/clock/host-clock-sync.js';
import { createRootfsReader } from '../../../src/kernel/fs/rootfs.js';
import { folderOf } from '../../support/folder.js';
import { collect } from './host.js';

const booted = 1_000_000;
const machine = { cores: 1, memory: 1, swap: 0, swapFree: 0, bootTime: booted };

async function clockOf(files: string[], touched: number): Promise<Record<string, number>> {
  const root = folderOf(Object.fromEntries(files.map((file) => [file, ''])));
  for (const file of files) utimesSync(`${root}/${file}`, touched, touched);
  return collect(hostClockSync, { procfs: folderOf({}), rootfs: createRootfsReader(root), machine });
}

test('a daemon that has set the clock since boot, one that has not, and none', async () => {
  expect(await clockOf(['run/systemd/timesync/synchronized'], booted + 60)).toEqual({
    'node_clock_synchronized{daemon="systemd-timesyncd"}': 1,
    'node_clock_synchronized_timestamp_seconds{daemon="systemd-timesyncd"}': booted + 60,
  });
  expect(await clockOf(['run/systemd/timesync/other'], booted)).toEqual({
    'node_clock_synchronized{daemon="systemd-timesyncd"}': 0,
  });
  expect(await clockOf(['run/chrony/chronyd.pid', 'var/lib/chrony/chrony.drift'], booted - 60)).toEqual({
    'node_clock_synchronized{daemon="chrony"}': 0,
    'node_clock_synchronized_timestamp_seconds{daemon="chrony"}': booted - 60,
  });
  expect(await clockOf(['etc/hostname'], booted)).toEqual({});
});
