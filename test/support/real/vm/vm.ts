import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../free-port.js';
import { allCollectors } from '../all-collectors.js';
import { repository, workDirectory } from '../repository.js';
import { isExecutable } from '../requirements.js';

/** Where a VM with cgroup v2 and Docker is reached, or what is missing for one. */
export type VmAddresses =
  | { readonly dockerHost: string; readonly exporterUrl: string; readonly log: string; readonly pid: number }
  | { readonly missing: string };

/** Only for what hangs: the tests before those in the VM count too, and took an hour on a slow machine. */
const longestRunSeconds = 3 * 3600;

export interface BootedVm {
  readonly addresses: VmAddresses;
  stop(): Promise<void>;
}

/**
 * Starts to boot the VM, and in it a Docker engine that listens on TCP and the exporter; returns at once, as emulation
 * makes a boot take a minute or two. The repository is shared into it.
 */
export async function bootVm(): Promise<BootedVm> {
  const tool = findTool();
  const missing = missingForVm(tool);
  if (tool === undefined || missing !== undefined) {
    return { addresses: { missing: missing ?? '' }, stop: async () => {} };
  }
  const dockerPort = await freePort();
  const exporterPort = await freePort();
  const publish = ['--publish', `${dockerPort}:2375`, '--publish', `${exporterPort}:10882`];
  const options = ['--dir', repository, '--timeout', `${longestRunSeconds}`, ...publish];
  const command = ['bash', 'test/vm/serve-exporter.sh', ...allCollectors];
  const child = spawn(tool, ['run', ...options, '--', ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
  const log = join(workDirectory('vm'), 'vm.log');
  const file = createWriteStream(log);
  child.stdout.pipe(file, { end: false });
  child.stderr.pipe(file, { end: false });
  return {
    addresses: {
      dockerHost: `tcp://127.0.0.1:${dockerPort}`,
      exporterUrl: `http://127.0.0.1:${exporterPort}`,
      log,
      pid: child.pid ?? 0,
    },
    stop: () => stop(child),
  };
}

/** The tool that boots the VM is no part of this repository: CGROUP2_VM names it, else it is looked for beside it. */
function findTool(): string | undefined {
  const places = [
    process.env.CGROUP2_VM,
    join(repository, '../shared/tools/cgroup2-vm'),
    join(repository, '../cgroup2-vm'),
  ];
  return places.find((place) => place !== undefined && isExecutable(place));
}

function missingForVm(tool: string | undefined): string | undefined {
  if (tool === undefined) return 'the cgroup2-vm tool (CGROUP2_VM names it)';
  const cache = process.env.CGROUP2_VM_DIR ?? join(homedir(), '.cache/cgroup2-vm');
  return existsSync(join(cache, 'disk.raw')) ? undefined : `a VM image in ${cache} (cgroup2-vm build)`;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
