import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { undoAtEnd } from '../cleanup.js';
import { repository } from '../paths.js';
import type { Tree, Trees } from './tree.js';

/** The recorded host with cgroup v2 that the tests have. */
const host = join(repository, 'test/fixtures/v2-systemd');

/**
 * Without root there are no cgroups to be made: files of a recorded container are laid out as often as wanted, on tmpfs
 * where there is one. That shows what the exporter does with them, and nothing of what a kernel charges for them.
 */
export function makeGeneratedTrees(sizes: readonly number[]): Trees {
  const top = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'container-exporter-bench-'));
  const remove = undoAtEnd(() => rmSync(top, { recursive: true }));
  return { kind: 'generated', bySize: new Map(sizes.map((size) => [size, makeTree(`${top}/${size}`, size)])), remove };
}

function makeTree(directory: string, containers: number): Tree {
  const slice = `${host}/cgroup/system.slice`;
  const recorded = readdirSync(slice).find((name) => /^docker-[0-9a-f]{64}\.scope$/.test(name));
  const process = readdirSync(`${host}/proc`).find((name) => /^\d+$/.test(name) && name !== '1');
  if (!recorded || !process) throw new Error(`${host}: no container is recorded there`);
  const isOther = (path: string) => !/\/system\.slice\/[^/]+\.scope|\/proc\/(?!1\/|1$)\d+/.test(path);
  cpSync(`${host}/cgroup`, `${directory}/cgroup`, { recursive: true, filter: isOther });
  cpSync(`${host}/proc`, `${directory}/proc`, { recursive: true, filter: isOther });
  for (let i = 0; i < containers; i++) {
    const id = createHash('sha256').update(`container ${i}`).digest('hex');
    const pid = 100_000 + i;
    const cgroup = `${directory}/cgroup/system.slice/docker-${id}.scope`;
    link(`${slice}/${recorded}`, cgroup, directory);
    rmSync(`${cgroup}/cgroup.procs`, { force: true });
    writeFileSync(`${cgroup}/cgroup.procs`, `${pid}\n`);
    // Copied, as the inode of net/dev tells a network namespace.
    cpSync(`${host}/proc/${process}`, `${directory}/proc/${pid}`, { recursive: true });
  }
  return { containers, flags: [`--path.cgroupfs=${directory}/cgroup`, `--path.procfs=${directory}/proc`] };
}

/** The files of one folder, as links to one copy of each: a thousand copies would take gigabytes of inodes. */
function link(from: string, to: string, directory: string): void {
  const copy = `${directory}/recorded`;
  if (!existsSync(copy)) cpSync(from, copy, { recursive: true });
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(copy)) {
    if (statSync(`${copy}/${name}`).isFile()) linkSync(`${copy}/${name}`, `${to}/${name}`);
  }
}
