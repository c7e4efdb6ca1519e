import { lookup } from 'node:dns/promises';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { hostFilesystem } from '../../src/exporters/host/disk/host-filesystem.js';
import { createRootfsReader } from '../../src/kernel/fs/rootfs.js';
import { readMachineCapacity } from '../../src/kernel/proc/machine-capacity.js';
import { createProcReader } from '../../src/kernel/proc/procfs.js';
import { createSysReader } from '../../src/kernel/sys/sysfs.js';
import { createDeadline } from '../../src/scrape/deadline.js';
import { runCollector } from '../../src/scrape/run-collector.js';

/** Runs in a mount namespace with hung mounts: scrapes the filesystems three times and prints what it found, as JSON. Its argument is a folder to work in. */

// A procfs whose process 1 is in this mount namespace.
const procfs = join(process.argv[2] ?? '', 'proc');
mkdirSync(join(procfs, '1'), { recursive: true });
symlinkSync('/proc/self/mountinfo', join(procfs, '1/mountinfo'));

const proc = createProcReader(procfs);
const rootfs = createRootfsReader('/', { timeoutMs: 500 });
const scrapes: Record<string, number>[] = [];
for (let scrape = 0; scrape < 3; scrape++) {
  const deadline = createDeadline(performance.now() + 60_000);
  const { samples } = await runCollector(
    hostFilesystem,
    {
      proc,
      sys: createSysReader('/sys'),
      rootfs,
      machine: readMachineCapacity(proc),
      now: 0,
      textfileDirectories: [],
      isTaken: () => false,
    },
    deadline,
  );
  const found: Record<string, number> = {};
  for (const { family, values, labels } of samples.close(() => undefined)) {
    for (const [i, value] of values.entries()) found[`${family.name}{${labels[i]}}`] = value;
  }
  scrapes.push(found);
}

// These need threads of the same pool.
const zipped = await promisify(gzip)('x'.repeat(100_000));
const { address } = await lookup('localhost');
console.log(JSON.stringify({ scrapes, zipped: zipped.length, address }));
// The threads that hang would keep the process.
process.kill(process.pid, 'SIGKILL');
