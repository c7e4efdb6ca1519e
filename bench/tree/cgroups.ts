import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import type { Hierarchies } from './hierarchies.js';

/** All cgroups of the benchmark are below this one, so that those of a run that was killed are known by it. */
export const parentName = 'container-exporter-bench';

/** What each container is given. Files that a hierarchy or kernel does not have are left out. */
const limits: Readonly<Record<string, string>> = {
  'cpu.shares': '512',
  'cpu.cfs_quota_us': '50000',
  'memory.limit_in_bytes': String(256 * 1024 * 1024),
  'memory.soft_limit_in_bytes': String(128 * 1024 * 1024),
  'cpu.weight': '50',
  'cpu.max': '50000 100000',
  'memory.max': String(256 * 1024 * 1024),
  'pids.max': '100',
};

/** Makes `<mount>/container-exporter-bench<path>` in every hierarchy, with its parents. */
export function makeCgroup({ version, mounts }: Hierarchies, path: string): void {
  for (const mount of mounts) {
    let directory = mount;
    for (const name of [parentName, ...path.split('/').filter((part) => part !== '')]) {
      if (version === 2) passOnControllers(directory);
      const child = `${directory}/${name}`;
      if (!existsSync(child)) {
        mkdirSync(child);
        copyCpuset(directory, child);
      }
      directory = child;
    }
  }
}

export function limitCgroup({ mounts }: Hierarchies, path: string): void {
  for (const mount of mounts) {
    for (const [file, value] of Object.entries(limits)) {
      const target = `${mount}/${parentName}${path}/${file}`;
      if (existsSync(target)) writeFileSync(target, value);
    }
  }
}

/** The cgroup.procs files that a process writes itself into to be in the cgroup. */
export function processFiles({ mounts }: Hierarchies, path: string): string[] {
  return mounts.map((mount) => `${mount}/${parentName}${path}/cgroup.procs`);
}

/**
 * Removes the benchmark's cgroups, all or those at and below a path, of this or an earlier run. Those whose processes are
 * just ending are waited for.
 *
 * @throws Error where processes stay: another benchmark runs.
 */
export function removeCgroups({ mounts }: Hierarchies, path = ''): void {
  const deadline = Date.now() + 20_000;
  for (const mount of mounts) {
    const top = `${mount}/${parentName}${path}`;
    while (existsSync(top)) {
      try {
        removeBelow(top);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EBUSY')) throw error;
        if (Date.now() > deadline) throw new Error(`${top}: there are processes in it. Does another benchmark run?`);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      }
    }
  }
}

function removeBelow(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) removeBelow(`${directory}/${entry.name}`);
  }
  rmdirSync(directory);
}

/** v1: no process may enter a cpuset without CPUs and memory nodes, and a new one has none. */
function copyCpuset(parent: string, child: string): void {
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    if (!existsSync(`${parent}/cpuset.memory_migrate`)) return;
    writeFileSync(`${child}/${file}`, readFileSync(`${parent}/${file}`));
  }
}

/** v2: children have the files of those controllers that their parent passes on. */
function passOnControllers(directory: string): void {
  const has = new Set(readFileSync(`${directory}/cgroup.controllers`, 'utf8').trim().split(' '));
  const passed = new Set(readFileSync(`${directory}/cgroup.subtree_control`, 'utf8').trim().split(' '));
  const wanted = ['cpu', 'cpuset', 'io', 'memory', 'pids'].filter((name) => has.has(name) && !passed.has(name));
  if (wanted.length > 0) {
    writeFileSync(`${directory}/cgroup.subtree_control`, wanted.map((name) => `+${name}`).join(' '));
  }
}
