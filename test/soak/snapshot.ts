import { readdirSync, readFileSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { type Figure, figureFiles, figuresIn } from '../support/real/kernel-figures.js';
import { cgroupVersion, walked } from './cgroup-tree.js';

/** A container's cgroup at one moment. */
export interface Seen {
  /** A cgroup that is re-created has another. */
  readonly inode: number;
  readonly figures: readonly Figure[];
}

const container = /^(?:[a-z]+-)?[0-9a-f]{64}(?:\.scope)?$/;

/** What the kernel says of every container now, by the cgroup's path. */
export function takeSnapshot(): ReadonlyMap<string, Seen> {
  const seen = new Map<string, Seen>();
  for (const path of containersBelow('')) {
    const inode = inodeOf(path);
    const files = figureFiles(cgroupVersion, path);
    const figures = [...figuresIn(cgroupVersion, files, textOf), ...effectiveLimits(path)];
    // It may have gone, and come back, meanwhile.
    if (inode !== undefined && inode === inodeOf(path)) seen.set(path, { inode, figures });
  }
  return seen;
}

function containersBelow(path: string): string[] {
  return childrenOf(path).flatMap((name) =>
    container.test(name) ? [`${path}/${name}`] : containersBelow(`${path}/${name}`),
  );
}

function childrenOf(path: string): readonly string[] {
  try {
    return readdirSync(join(walked, path), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** The least of the limits that bind a cgroup: its own, those above it, and what the machine has. */
function effectiveLimits(path: string): readonly Figure[] {
  const memory = lineage(path).map((cgroup) =>
    cgroupVersion === 2
      ? Number(v2(cgroup, 'memory.max')?.replace('max', 'Infinity'))
      : Number(v1('memory', cgroup, 'memory.limit_in_bytes')),
  );
  const quotas = lineage(path).map((cgroup) => {
    const [quota, period] =
      cgroupVersion === 2
        ? (v2(cgroup, 'cpu.max') ?? '').replace('max', 'Infinity').split(' ')
        : [v1('cpu', cgroup, 'cpu.cfs_quota_us')?.replace('-1', 'Infinity'), v1('cpu', cgroup, 'cpu.cfs_period_us')];
    return Number(quota) / Number(period);
  });
  const pinned = cgroupVersion === 2 ? v2(path, 'cpuset.cpus.effective') : v1('cpuset', path, 'cpuset.effective_cpus');
  const machine = Number(/^MemTotal: +(\d+) kB$/m.exec(textOf('/proc/meminfo') ?? '')?.[1]) * 1024;
  return [
    { name: 'container_memory_effective_limit_bytes', labels: {}, value: Math.min(...memory, machine) },
    {
      name: 'container_cpu_effective_limit_cores',
      labels: {},
      value: Math.min(...quotas, sizeOfSet(pinned), cpus().length),
    },
  ].filter(({ value }) => !Number.isNaN(value));
}

/** `/a/b` -> `/a/b`, `/a`. */
function lineage(path: string): string[] {
  const parts = path.split('/').slice(1);
  return parts.map((_, i) => `/${parts.slice(0, parts.length - i).join('/')}`);
}

/** `0-2,7` -> 4. */
function sizeOfSet(text: string | undefined): number {
  const ranges = (text ?? '').trim().split(',');
  return ranges.reduce((sum, range) => {
    const [first, last = first] = range.split('-').map(Number);
    return sum + (last ?? Number.NaN) - (first ?? Number.NaN) + 1;
  }, 0);
}

const v1 = (controller: string, path: string, file: string) => textOf(`/sys/fs/cgroup/${controller}${path}/${file}`);
const v2 = (path: string, file: string) => textOf(`/sys/fs/cgroup${path}/${file}`);

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}

function inodeOf(path: string): number | undefined {
  return statSync(join(walked, path), { throwIfNoEntry: false })?.ino;
}
