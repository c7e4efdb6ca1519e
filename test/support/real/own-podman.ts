import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

export type PodmanCli = (...args: readonly string[]) => Promise<string>;

/** Podman with a storage of its own, in a folder: `storage` below it. Resolves to what it prints. */
export function ownPodman(folder: string): PodmanCli {
  const config = join(folder, 'containers.conf');
  // What a container may raise its limits to is less where the tests themselves run in one.
  writeFileSync(config, '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n');
  const env = { PATH: process.env.PATH ?? '', CONTAINERS_CONF: config };
  const own = ['--cgroup-manager=cgroupfs', '--root', join(folder, 'storage'), '--runroot', join(folder, 'run')];
  return async (...args) => (await promisify(execFile)('podman', [...own, ...args], { env })).stdout.trim();
}
