import { parseNetDev } from '../proc/net-dev.js';
import type { ProcReader } from '../proc/procfs.js';
import { ascii } from '../text/bytes.js';
import type { SysReader } from './sysfs.js';

/** An interface may come or go between two reads, but not three times in a row. */
const mostTries = 3;

/**
 * Names of the host's network interfaces, sorted; undefined if sysfs shows those of another network namespace.
 * class/net has the namespace of the process that mounted sysfs: in a container it is the container's, unless the
 * host's is mounted into it. They are distinguished by the names and numbers that procfs shows for process 1.
 */
export function hostInterfaces(sys: SysReader, proc: ProcReader): readonly string[] | undefined {
  for (let tries = 0; tries < mostTries; tries++) {
    // Besides the interfaces there may be a file, bonding_masters.
    const shown = sys.list('class/net').filter((name) => name !== 'bonding_masters');
    const devices = proc.read('1/net/dev', parseNetDev);
    if (shown.length === 0 || !devices) return undefined;
    const names = new Set(devices.map(({ device }) => device));
    if (names.size !== shown.length || !shown.every((name) => names.has(name))) continue;
    const indexes = proc.read('1/net/dev_mcast', parseDevMcast);
    const differs = shown.some((name) => {
      const index = indexes?.get(name);
      return index !== undefined && sys.number(`class/net/${name}/ifindex`) !== index;
    });
    if (!differs) return shown;
  }
  return undefined;
}

/**
 * net/dev_mcast, used only for the interfaces' numbers: lo, which is number 1 everywhere, is not in it.
 *
 *     2    eth0            1     0     333300000001
 */
export function parseDevMcast(text: Uint8Array): Map<string, number> {
  const indexes = new Map<string, number>();
  for (const line of ascii(text, 0, text.length).split('\n')) {
    const [, index, name] = /^(\d+)\s+(\S+)/.exec(line) ?? [];
    if (name !== undefined) indexes.set(name, Number(index));
  }
  return indexes;
}
