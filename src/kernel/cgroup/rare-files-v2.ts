import { ParseError } from '../errors.js';
import { ascii, parseLimit, parseNumber } from '../text/bytes.js';
import { flatKeyed } from '../text/flat-keyed.js';
import { parseNumaLines } from './numa-stat.js';
import type { Quantity, RareFiles } from './rare-files.js';

type Read = <T>(cgroup: string, file: string, parse: (text: Uint8Array) => T) => T | undefined;

const parseZswapStat = flatKeyed(['zswapped', 'zswpin', 'zswpout', 'zswpwb']);
const parseFrozenTime = flatKeyed(['frozen_usec']);

/** Sources: https://docs.kernel.org/admin-guide/cgroup-v2.html, each file's own section. */
export function rareFilesOfV2(read: Read): RareFiles {
  /**
   * The controllers that the root enables for cgroups below it: avoids looking in every cgroup for a file that none
   * has.
   */
  let controllers: ReadonlySet<string> | undefined;
  const isOn = (controller: string) => {
    controllers ??= new Set(read('/', 'cgroup.subtree_control', parseWords));
    return controllers.has(controller);
  };
  const quantities = (controller: string, cgroup: string): readonly Quantity[] | undefined => {
    if (!isOn(controller)) return undefined;
    const current = read(cgroup, `${controller}.current`, parseNamed);
    const limits = read(cgroup, `${controller}.max`, parseNamed);
    if (!current && !limits) return undefined;
    const names = new Set([...(current?.keys() ?? []), ...(limits?.keys() ?? [])]);
    return [...names].map((name) => ({ name, current: current?.get(name), limit: limits?.get(name) }));
  };
  return {
    ioOperations: (cgroup) => read(cgroup, 'io.stat', parseIoBytes),
    ioScheduler: () => undefined,
    numa: (cgroup) => read(cgroup, 'memory.numa_stat', parseNumaStatOfV2),
    memoryMigrate: () => undefined,
    swap(cgroup) {
      const peak = read(cgroup, 'memory.swap.peak', parseNumber);
      const zswap = read(cgroup, 'memory.zswap.current', parseNumber);
      if (peak === undefined && zswap === undefined) return undefined;
      const stat = zswap === undefined ? undefined : read(cgroup, 'memory.stat', parseZswapStat);
      return {
        peak,
        zswap,
        zswapLimit: read(cgroup, 'memory.zswap.max', parseLimit),
        zswapped: stat?.zswapped,
        zswapOut: stat?.zswpout,
        zswapIn: stat?.zswpin,
        zswapWriteback: stat?.zswpwb,
      };
    },
    frozenTime(cgroup) {
      const microseconds = read(cgroup, 'cgroup.stat.local', parseFrozenTime)?.frozen_usec;
      return microseconds === undefined ? undefined : microseconds / 1e6;
    },
    deviceMemory: (cgroup) => quantities('dmem', cgroup),
    deviceMemoryCapacity: () => (isOn('dmem') ? read('/', 'dmem.capacity', parseNamed) : undefined),
    misc: (cgroup) => quantities('misc', cgroup),
  };
}

/** `cpuset cpu io memory pids` */
const parseWords = (text: Uint8Array) =>
  ascii(text, 0, text.length)
    .split(/\s+/)
    .filter((word) => word !== '');

/**
 * A name and a number or `max` on each line. Names contain no blanks, like the kernel's own.
 *
 *     drm/0000:c6:00.0/vram 1006202880
 *     drm/0000:c6:00.0/stolen max
 *
 * @throws ParseError
 */
export function parseNamed(text: Uint8Array): Map<string, number> {
  const named = new Map<string, number>();
  for (const line of ascii(text, 0, text.length).split('\n')) {
    if (line === '') continue;
    const [, name, value] = /^(\S+) (\d+|max)$/.exec(line) ?? [];
    if (name === undefined) throw new ParseError('dmem or misc', `a name and a number, found ${line.slice(0, 40)}`);
    named.set(name, value === 'max' ? Number.POSITIVE_INFINITY : Number(value));
  }
  return named;
}

const operations = { rbytes: 'Read', wbytes: 'Write', dbytes: 'Discard' };

/** The bytes in io.stat, under v1's names for operations. */
export function parseIoBytes(text: Uint8Array) {
  const figures: { device: string; operation: string; value: number }[] = [];
  for (const line of ascii(text, 0, text.length).split('\n')) {
    const fields = line.split(' ');
    // Some kernels print devices without figures before it, without a line feed.
    const device = fields.findLast((field) => /^\d+:\d+$/.test(field));
    if (device === undefined) continue;
    for (const [key, operation] of Object.entries(operations)) {
      const digits = fields.find((field) => field.startsWith(`${key}=`))?.slice(key.length + 1);
      if (digits === undefined) continue;
      if (!/^\d+$/.test(digits)) throw new ParseError('io.stat', `a number after ${key}=`);
      figures.push({ device, operation, value: Number(digits) });
    }
  }
  return figures;
}

/** Bytes by node, of the cgroup including those below it. */
const parseNumaStatOfV2 = (text: Uint8Array) =>
  parseNumaLines(text, 'bytes', (key) => ({ type: key, scope: 'hierarchy' }));
