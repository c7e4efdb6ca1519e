import { cpus, release, totalmem } from 'node:os';
import type { Machine } from './results.js';
import { findHierarchies } from './tree/hierarchies.js';

/** The machine in general terms: nothing that tells whose it is. */
export function describeMachine(): Machine {
  const { version, mounts } = findHierarchies();
  const hybrid = version === 1 && mounts.some((mount) => mount.endsWith('/unified'));
  return {
    cores: cpus().length,
    memoryBytes: totalmem(),
    // Without what a distribution or a cloud adds to it.
    kernel: /^\d+\.\d+/.exec(release())?.[0] ?? 'unknown',
    architecture: process.arch,
    node: process.version,
    cgroupVersion: hybrid ? 'v1 with a unified hierarchy for pressure' : `v${version}`,
  };
}
