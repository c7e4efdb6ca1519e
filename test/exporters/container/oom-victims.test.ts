import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Container } from '../../../src/discovery/container.js';
import { oomVictims } from '../../../src/exporters/container/oom-victims.js';
import { parseRecords, readKernelLog } from '../../../src/kernel/fs/kernel-log.js';
import { createRootfsReader } from '../../../src/kernel/fs/rootfs.js';
import { oomKillMarker, parseOomKill } from '../../../src/kernel/text/oom-kill.js';
import { collectSamples } from '../../support/collect-samples.js';
import { emptyFolder, folderOf } from '../../support/folder.js';
import { bytes } from '../../support/kernel-text.js';
import { metadataOf, runningContainer } from '../../support/make-container.js';

const ancestor: Container = {
  ...{ id: '/docker', metadata: undefined, identity: new Uint8Array() },
  cgroup: { path: '/docker', inode: 2, leaf: false, kind: 'ancestor' },
};

/** Recorded on Linux 6.18: what `tail /dev/zero` in a container with 16 MB left in /dev/kmsg, and other lines of it. */
const id = 'd20f35724409d36e873c79aa7c7130459a133f798efb70038dfd8f6ba2599da5';
const killOf = (task: string, cgroup = `/docker/${id}`) =>
  `oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=${id},mems_allowed=0,oom_memcg=/docker/${id},task_memcg=${cgroup},task=${task},pid=20673,uid=0`;
let number = 36_290;
const record = (seconds: number, message: string, priority = 6) =>
  `${priority},${number++},${seconds * 1e6},-;${message}\n SUBSYSTEM=memory\n`;

async function victims(log: string, path = `/docker/${id}`) {
  const { samples, failure } = await collectSamples(oomVictims, {
    rootfs: createRootfsReader(folderOf({ 'dev/kmsg': log })),
    machine: { cores: 1, memory: 1, swap: 0, swapFree: 0, bootTime: 1_700_000_000 },
    containers: [runningContainer(id, 1, { path }), ancestor],
  });
  if (failure !== undefined) throw failure;
  return Object.fromEntries(
    Object.entries(samples).map(([series, value]) => [/task="(.*)"/.exec(series)?.[1], value - 1_700_000_000]),
  );
}

describe('whom the OOM killer killed', () => {
  test('by name, the last time of each', async () => {
    const log = [
      record(10, killOf('tail')),
      record(11, 'eth0: link becomes ready'),
      record(20, killOf('node')),
      record(30.5, killOf('tail')),
      record(31, 'Memory cgroup out of memory: Killed process 20673 (tail) total-vm:21000kB'),
    ];
    expect(await victims(log.join(''))).toEqual({ tail: 30.5, node: 20 });
  });

  test('also in a cgroup of its own within the container; not in another container, nor beside', async () => {
    const log = [
      record(10, killOf('inner', `/docker/${id}/init.scope`)),
      record(11, killOf('other', `/docker/${'0'.repeat(64)}`)),
      record(12, killOf('host', '/system.slice/ssh.service')),
      record(13, killOf('beside', '/docker')),
    ];
    expect(await victims(log.join(''))).toEqual({ inner: 10 });
    const scope = `/system.slice/docker-${id}.scope`;
    expect(await victims(record(5, killOf('tail', scope)), scope)).toEqual({ tail: 5 });
  });

  test('is what the kernel says, not what a process wrote into its log', async () => {
    expect(await victims(record(10, killOf('forged'), 12))).toEqual({});
  });

  test('a container chooses names, so there are five at most, the last ones', async () => {
    const log = Array.from({ length: 40 }, (_, i) => record(i, killOf(`task-${i}`)));
    expect(Object.keys(await victims(log.join('')))).toEqual(['task-39', 'task-38', 'task-37', 'task-36', 'task-35']);
  });

  test('one that is down has a name by the API', async () => {
    const down = {
      id: `/docker/${id}`,
      cgroup: undefined,
      metadata: metadataOf(id, { state: 'exited' }),
      identity: new Uint8Array(),
    };
    const { samples } = await collectSamples(oomVictims, {
      rootfs: createRootfsReader(folderOf({ 'dev/kmsg': record(7, killOf('tail')) })),
      machine: { cores: 1, memory: 1, swap: 0, swapFree: 0, bootTime: 1000 },
      containers: [down],
    });
    expect(samples).toEqual({ 'container_oom_victim_timestamp_seconds{task="tail"}': 1007 });
  });

  test('without a kernel log there is nothing', async () => {
    expect([...readKernelLog(`${emptyFolder()}/kmsg`, oomKillMarker)]).toEqual([]);
  });
});

describe('a line of the log', () => {
  test.each([['a,b'], ['x,task=y'], ['with blank'], [',pid=1,uid=0']])('names a task %j', (task) => {
    expect(parseOomKill(killOf(task))).toEqual({ cgroup: `/docker/${id}`, task, pid: 20_673 });
  });

  test.each([['oom-kill:constraint=CONSTRAINT_NONE'], ['x'], [''], [`${killOf('a')} more`]])('%j is none', (line) => {
    expect(parseOomKill(line)).toBeUndefined();
  });

  test('records have a priority, a number and microseconds; what else there is, is passed over', () => {
    const text =
      '6,1,5140900,-;NET: Registered\n SUBSYSTEM=net\nno record\n30,2,9,-;by a process\n4,3,7000000,c,more=1;last';
    expect(parseRecords(bytes(text))).toEqual([
      { time: 5.1409, message: 'NET: Registered' },
      { time: 7, message: 'last' },
    ]);
  });
});

test.skipIf(!existsSync('/dev/kmsg') || process.getuid?.() !== 0)('the log of this machine ends', () => {
  const marker = `container-exporter-test-${process.pid}`;
  // As a process, so it is no word of the kernel's.
  writeFileSync('/dev/kmsg', `${marker}\n`);
  expect([...readKernelLog('/dev/kmsg', marker)].filter((one) => one !== undefined)).toEqual([]);
  const all = [...readKernelLog('/dev/kmsg', '')].filter((one) => one !== undefined);
  expect(all.length).toBeGreaterThan(0);
  expect(all.every(({ time }, i) => i === 0 || time >= 0)).toBe(true);
});
