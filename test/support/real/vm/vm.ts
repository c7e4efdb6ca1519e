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
  const { tool, missing } = findTool();
  if (missing !== undefined) return { addresses: { missing }, stop: async () => {} };
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

/** Where the tool is and what is missing for it. CGROUP2_VM names another with the same commands, which has an image by itself. */
function findTool(): { readonly tool: string; readonly missing: string | undefined } {
  const named = process.env.CGROUP2_VM;
  if (named !== undefined) {
    return { tool: named, missing: isExecutable(named) ? undefined : `the program that CGROUP2_VM names (${named})` };
  }
  const { CGROUP2_VM_DIR, XDG_CACHE_HOME = join(homedir(), '.cache') } = process.env;
  const cache = CGROUP2_VM_DIR ?? join(XDG_CACHE_HOME, 'container-exporter-vm');
  const built = existsSync(join(cache, 'disk.raw'));
  return {
    tool: join(repository, 'test/vm/cgroup2-vm'),
    missing: built ? undefined : `a VM image in ${cache} (test/vm/cgroup2-vm build)`,
  };
}

/** What is missing for tests in the VM, if anything. */
export function missingVm(): string | undefined {
  return findTool().missing;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
