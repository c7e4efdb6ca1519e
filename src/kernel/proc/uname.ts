import { machine } from 'node:os';
import type { RootfsReader } from '../fs/rootfs.js';
import { trimmedEnd, utf8 } from '../text/bytes.js';
import type { ProcReader } from './procfs.js';

/** The result of uname(2) on the host. */
export interface Uname {
  readonly system: string;
  readonly release: string;
  readonly version: string | undefined;
  readonly machine: string;
  readonly node: string | undefined;
  readonly domain: string | undefined;
}

const line = (text: Uint8Array) => utf8(text, 0, trimmedEnd(text));

/**
 * Names of the host and its kernel. In a container the sysctl returns the container's own host name, so if the host's
 * root filesystem is mounted elsewhere, the name is taken from its /etc/hostname.
 *
 * @throws KernelReadError
 */
export function readUname(proc: ProcReader, rootfs: RootfsReader): Uname | undefined {
  const kernel = (name: string) => proc.once(`sys/kernel/${name}`, line);
  const release = kernel('osrelease');
  if (release === undefined) return undefined;
  return {
    system: kernel('ostype') ?? 'Linux',
    release,
    version: kernel('version'),
    // The sysctl exists since Linux 6.1; a container's kernel is the host's.
    machine: kernel('arch') ?? machine(),
    node: rootfs.root === '/' ? kernel('hostname') : rootfs.read('etc/hostname', hostnameIn),
    domain: kernel('domainname'),
  };
}

/** hostname(5): one name, perhaps after comments. */
function hostnameIn(text: Uint8Array): string | undefined {
  return utf8(text)
    .split('\n')
    .map((entry) => entry.trim())
    .find((entry) => entry !== '' && !entry.startsWith('#'));
}
