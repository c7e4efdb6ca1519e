import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { undoAtEnd } from '../cleanup.js';
import { limitCgroup, makeCgroup, parentName, processFiles, removeCgroups } from './cgroups.js';
import { findHierarchies, type Hierarchies } from './hierarchies.js';
import { startSleepers } from './sleepers.js';
import type { Tree, Trees } from './tree.js';

/** Of what each exporter is shown; there is none after a run, as with the cgroups. */
export const views = `/run/${parentName}`;

/**
 * Real cgroups, as Docker with the cgroupfs driver makes them: `/docker/<id>` in every hierarchy, with limits and a
 * process in a network namespace of its own. An exporter is shown the part of cgroupfs that is meant for it and no more, so
 * that neither other sizes nor the machine's own containers count.
 */
export async function makeRealTrees(sizes: readonly number[]): Promise<Trees> {
  const hierarchies = findHierarchies();
  removeCgroups(hierarchies);
  const removeAll = undoAtEnd(() => removeCgroups(hierarchies));
  const paths = sizes.flatMap((size) => makeContainers(hierarchies, size));
  const stop = await startSleepers(paths.map((path) => processFiles(hierarchies, path)));
  rmSync(views, { recursive: true, force: true });
  const removeViews = undoAtEnd(() => rmSync(views, { recursive: true }));
  mkdirSync(views);
  const tree = (containers: number): Tree => ({
    containers,
    flags: [`--path.cgroupfs=${makeView(hierarchies, treeName(containers), `${views}/${containers}`)}`],
  });
  return {
    kind: 'real',
    bySize: new Map(sizes.map((size) => [size, tree(size)])),
    remove() {
      removeViews();
      stop();
      removeAll();
    },
  };
}

/** Cgroups without processes below `slice`, beside the containers of a tree. The answer removes them. */
export function addOtherCgroups(size: number, slice: string, name: (i: number) => string, count: number): () => void {
  const hierarchies = findHierarchies();
  const parent = `/${treeName(size)}/${slice}`;
  for (let i = 0; i < count; i++) makeCgroup(hierarchies, `${parent}/${name(i)}`);
  return () => removeCgroups(hierarchies, parent);
}

const treeName = (size: number): string => `tree-${size}`;

function makeContainers(hierarchies: Hierarchies, size: number): string[] {
  const parent = `/${treeName(size)}/docker`;
  makeCgroup(hierarchies, parent);
  const paths = Array.from({ length: size }, (_, i) => `${parent}/${containerId(i)}`);
  for (const path of paths) {
    makeCgroup(hierarchies, path);
    limitCgroup(hierarchies, path);
  }
  return paths;
}

function containerId(i: number): string {
  return createHash('sha256').update(`container ${i}`).digest('hex');
}

/** v2: any cgroup looks like a root. v1: a folder of links to the cgroup's directory in each hierarchy does. */
function makeView({ version, mounts }: Hierarchies, cgroup: string, view: string): string {
  if (version === 2) return `${mounts[0]}/${parentName}/${cgroup}`;
  mkdirSync(view);
  for (const mount of mounts) symlinkSync(`${mount}/${parentName}/${cgroup}`, `${view}/${basename(mount)}`);
  return view;
}
