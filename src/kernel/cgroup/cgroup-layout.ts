import { KernelReadError } from '../errors.js';
import { listKernelDirectory } from '../read.js';
import type { CgroupReader } from './cgroup-reader.js';
import { createCgroupV1Reader } from './cgroup-v1.js';
import { type CgroupV1Hierarchies, walkedHierarchy } from './cgroup-v1-hierarchies.js';
import { createCgroupV2Reader } from './cgroup-v2.js';
import type { KeptFiles } from './kept-files.js';

/** How the cgroup filesystem below a root is laid out. */
export interface CgroupLayout {
  readonly version: 1 | 2;
  /** The hierarchy that is searched for containers. */
  readonly walked: string;
  /** A new reader, which caches results and is meant for one scrape. */
  createReader(kept: KeptFiles): CgroupReader;
}

const controllers = ['cpu', 'cpuacct', 'cpuset', 'memory', 'blkio', 'pids', 'hugetlb'] as const;

/**
 * Detects the layout of a mounted cgroup filesystem: unified (v2), or a folder of v1 hierarchies, with or without a
 * `unified` one.
 *
 * @throws KernelReadError if there is neither.
 */
export function detectCgroupLayout(root: string): CgroupLayout {
  const names = listKernelDirectory(root);
  if (names === undefined) throw new KernelReadError(root, 'ENOENT');
  if (names.includes('cgroup.controllers')) {
    return { version: 2, walked: root, createReader: (kept) => createCgroupV2Reader(root, kept) };
  }
  const hierarchies: Record<string, string> = {};
  for (const controller of controllers) {
    // `cpu` next to `cpu,cpuacct` is a link to it; either works.
    const folder = names.find((name) => name === controller) ?? names.find((n) => n.split(',').includes(controller));
    if (folder !== undefined) hierarchies[controller] = `${root}/${folder}`;
  }
  if (names.includes('unified')) hierarchies.unified = `${root}/unified`;
  const v1: CgroupV1Hierarchies = hierarchies;
  const walked = walkedHierarchy(v1);
  if (walked === undefined) throw new KernelReadError(root, 'no cgroup.controllers and no v1 controller in it');
  return { version: 1, walked, createReader: (kept) => createCgroupV1Reader(v1, kept) };
}
