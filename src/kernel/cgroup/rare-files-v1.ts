import { ParseError } from '../errors.js';
import { ascii } from '../text/bytes.js';
import { parseNumaLines } from './numa-stat.js';
import { type DeviceFigure, parseSwitch, type RareFiles } from './rare-files.js';

type Read = <T>(
  controller: 'blkio' | 'memory' | 'cpuset' | 'unified',
  cgroup: string,
  file: string,
  parse: (text: Uint8Array) => T,
) => T | undefined;

/** Sources: https://docs.kernel.org/admin-guide/cgroup-v1/ (blkio-controller, memory, cpusets). */
export function rareFilesOfV1(read: Read): RareFiles {
  /** BFQ's files, else CFQ's, which kernels had up to 4.20. */
  const ofScheduler = (cgroup: string, figure: string) =>
    read('blkio', cgroup, `blkio.bfq.${figure}_recursive`, parseOperations) ??
    read('blkio', cgroup, `blkio.${figure}_recursive`, parseOperations);
  return {
    ioOperations: (cgroup) => read('blkio', cgroup, 'blkio.throttle.io_service_bytes_recursive', parseOperations),
    ioScheduler(cgroup) {
      const merged = ofScheduler(cgroup, 'io_merged');
      if (merged === undefined) return undefined;
      return {
        merged,
        serviceTime: (ofScheduler(cgroup, 'io_service_time') ?? []).map((one) => ({ ...one, value: one.value / 1e9 })),
        queued: ofScheduler(cgroup, 'io_queued') ?? [],
      };
    },
    numa: (cgroup) => read('memory', cgroup, 'memory.numa_stat', parseNumaStatOfV1),
    memoryMigrate: (cgroup) => read('cpuset', cgroup, 'cpuset.memory_migrate', parseSwitch),
    // v1 reports what is in v2's swap files either as memory and swap together, or not at all.
    swap: () => undefined,
    frozenTime: () => undefined,
    deviceMemory: () => undefined,
    deviceMemoryCapacity: () => undefined,
    misc: () => undefined,
  };
}

/**
 * One line per device and operation; the last line is the sum of all devices.
 *
 *     254:0 Read 4096
 *     254:0 Total 4096
 *     Total 4096
 *
 * @throws ParseError
 */
export function parseOperations(text: Uint8Array): DeviceFigure[] {
  const figures: DeviceFigure[] = [];
  for (const line of ascii(text, 0, text.length).split('\n')) {
    const [device = '', operation = '', value = ''] = line.split(' ');
    if (device === '' || device === 'Total' || operation === 'Total') continue;
    if (!/^\d+$/.test(value)) throw new ParseError(`blkio ${device} ${operation}`, 'a number');
    figures.push({ device, operation, value: Number(value) });
  }
  return figures;
}

/**
 * Pages by node, of the cgroup itself and (`hierarchical_`) including those below it.
 *
 *     anon=374 N0=374
 *     hierarchical_anon=125458 N0=125458
 */
const parseNumaStatOfV1 = (text: Uint8Array) =>
  parseNumaLines(text, 'pages', (key) => {
    const type = /^(hierarchical_)?(file|anon|unevictable)=/.exec(key);
    return type?.[2] === undefined ? undefined : { type: type[2], scope: type[1] ? 'hierarchy' : 'own' };
  });
