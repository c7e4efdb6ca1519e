import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { undoAtEnd } from '../cleanup.js';
import { limitCgroup, makeCgroup, parentName, processFiles, removeCgroups } from './cgroups.js';
import { findHierarchies, type Hierarchies } from './hierarchies.js';
import { startSleepers } from './sleepers.js';
import type { Tree } from './tree.js';

/**
 * Real cgroups, as Docker with the cgroupfs driver makes them: `/docker/<id>` in every hierarchy, with limits and a
 * process. The exporter is shown the benchmark's part of cgroupfs alone, so that other containers do not count.
 */
export async function makeRealTree(containers: number): Promise<Tree> {
  const hierarchies = findHierarchies();
  removeCgroups(hierarchies);
  const removeAll = undoAtEnd(() => removeCgroups(hierarchies));
  makeCgroup(hierarchies, '/docker');
  const paths = Array.from({ length: containers }, (_, i) => `/docker/${containerId(i)}`);
  for (const path of paths) {
    makeCgroup(hierarchies, path);
    limitCgroup(hierarchies, path);
  }
  const stop = await startSleepers(paths.map((path) => processFiles(hierarchies, path)));
  const { root, removeView } = makeView(hierarchies);
  return {
    containers,
    flags: [`--path.cgroupfs=${root}`],
    remove() {
      removeView();
      stop();
      removeAll();
    },
  };
}

function containerId(i: number): string {
  return createHash('sha256').update(`container ${i}`).digest('hex');
}

/** v2: the parent cgroup looks like a root. v1: a folder of links to the parent in each hierarchy does. */
function makeView({ version, mounts }: Hierarchies): { root: string; removeView: () => void } {
  if (version === 2) return { root: `${mounts[0]}/${parentName}`, removeView: () => {} };
  const directory = mkdtempSync(join(tmpdir(), 'container-exporter-bench-'));
  const removeView = undoAtEnd(() => rmSync(directory, { recursive: true }));
  const root = `${directory}/cgroup`;
  mkdirSync(root);
  for (const mount of mounts) symlinkSync(`${mount}/${parentName}`, `${root}/${basename(mount)}`);
  return { root, removeView };
}
