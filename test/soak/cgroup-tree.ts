import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../support/until.js';

/** Cgroups that look like containers to anybody who reads the kernel, made without any runtime. */

const root = '/sys/fs/cgroup';
export const cgroupVersion: 1 | 2 = existsSync(join(root, 'cgroup.controllers')) ? 2 : 1;
/** v2's is the root itself. */
const hierarchies =
  cgroupVersion === 2
    ? ['']
    : ['cpu', 'cpuacct', 'cpuset', 'memory', 'pids', 'blkio'].filter((name) => existsSync(join(root, name)));
/** The hierarchy in which cgroups are looked for. */
export const walked = join(root, cgroupVersion === 2 ? '' : 'memory');

export interface Limits {
  /** Bytes. */
  readonly memory?: number;
  /** Processors, such as 0.2. */
  readonly cpus?: number;
  readonly pids?: number;
  /** On the first processor alone. */
  readonly pinned?: true;
}

export interface CgroupTree {
  /** Path of the cgroup above all, as in `id` labels. */
  readonly parent: string;
  /** Makes a cgroup with its limits set; returns its path. */
  make(limits: Limits): string;
  /** Starts a shell with this script in the cgroup. It can wait for `read`, which ends with this process. */
  run(path: string, script: string): void;
  /** Ends its processes and removes it, hierarchy after hierarchy. */
  remove(path: string): Promise<void>;
  /** With all that is left. */
  close(): Promise<void>;
}

/** The cgroup above has limits too, so that they bind what has none of its own. */
export function createCgroupTree(run: string, above: Limits): CgroupTree {
  const parent = `/soak-${run}`;
  const made = new Map<string, { processes: number[] }>();
  if (cgroupVersion === 2) delegate('');
  for (const hierarchy of hierarchies) makeIn(hierarchy, parent);
  limit(parent, above);
  if (cgroupVersion === 2) delegate(parent);

  async function remove(path: string): Promise<void> {
    for (const pid of made.get(path)?.processes ?? []) endGroup(pid);
    for (const hierarchy of hierarchies) await removeIn(hierarchy, path);
    made.delete(path);
  }

  return {
    parent,
    make(limits) {
      const path = `${parent}/${randomBytes(32).toString('hex')}`;
      made.set(path, { processes: [] });
      for (const hierarchy of hierarchies) makeIn(hierarchy, path);
      limit(path, limits);
      return path;
    },
    run(path, script) {
      const enter = hierarchies.map((hierarchy) => `echo $$ >${join(root, hierarchy, path, 'cgroup.procs')}`);
      const shell = spawn('sh', ['-ec', [...enter, script].join('\n')], {
        // Its own process group, so that all of it is ended.
        detached: true,
        stdio: ['pipe', 'ignore', 'inherit'],
      });
      made.get(path)?.processes.push(shell.pid ?? 0);
    },
    remove,
    async close() {
      for (const path of [...made.keys()]) await remove(path);
      for (const hierarchy of hierarchies) await removeIn(hierarchy, parent);
    },
  };
}

function makeIn(hierarchy: string, path: string): void {
  const directory = join(root, hierarchy, path);
  mkdirSync(directory);
  if (hierarchy !== 'cpuset') return;
  // No process may enter before it has both.
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    writeFileSync(join(directory, file), readFileSync(join(directory, '..', file)));
  }
}

async function removeIn(hierarchy: string, path: string): Promise<void> {
  await until(`${path} is empty`, () => {
    try {
      rmdirSync(join(root, hierarchy, path));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EBUSY') return false;
      throw error;
    }
  });
}

function delegate(path: string): void {
  writeFileSync(join(root, path, 'cgroup.subtree_control'), '+cpu +cpuset +memory +pids +io');
}

function limit(path: string, { memory, cpus, pids, pinned }: Limits): void {
  const set = (v1: readonly [string, string], v2: string, value: string | number) =>
    writeFileSync(join(root, ...(cgroupVersion === 2 ? [path, v2] : [v1[0], path, v1[1]])), `${value}`);
  if (memory !== undefined) set(['memory', 'memory.limit_in_bytes'], 'memory.max', memory);
  if (pids !== undefined) set(['pids', 'pids.max'], 'pids.max', pids);
  if (pinned) set(['cpuset', 'cpuset.cpus'], 'cpuset.cpus', '0');
  if (cpus === undefined) return;
  const quota = cpus * 100_000;
  set(['cpu', 'cpu.cfs_quota_us'], 'cpu.max', cgroupVersion === 2 ? `${quota} 100000` : quota);
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
