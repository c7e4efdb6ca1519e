import { ParseError } from '../errors.js';
import { utf8 } from '../text/bytes.js';

/** A software RAID array. Blocks are 1024 bytes. */
export interface MdArray {
  readonly device: string;
  readonly state: 'active' | 'inactive' | 'recovering' | 'resync' | 'check';
  readonly disks: { readonly active: number; readonly failed: number; readonly spare: number };
  /** Disks in a complete array. */
  readonly disksRequired: number;
  readonly blocks: number;
  /** The same as `blocks` if no sync is in progress. */
  readonly blocksSynced: number;
}

/**
 * mdstat: for each array one line, one for its size and disks, and one for an operation in progress.
 *
 *     Personalities : [raid1]
 *     md0 : active raid1 sdb1[1] sda1[0](F)
 *           33521664 blocks super 1.2 [2/1] [_U]
 *           [==>..................]  recovery = 12.6% (4225280/33521664) finish=2.3min speed=211264K/sec
 *
 * drivers/md/md.c, md_seq_show
 *
 * @throws ParseError for an array without a size, or without the number of its disks if it has redundancy.
 */
export function parseMdstat(text: Uint8Array): MdArray[] {
  const arrays: MdArray[] = [];
  const lines = utf8(text).split('\n');
  for (const [i, line] of lines.entries()) {
    const [, device, isActive, rest] = /^(\S+) : (in)?active(.*)$/.exec(line) ?? [];
    if (device === undefined || rest === undefined) continue;
    const below: string[] = [];
    for (let next = i + 1; /^\s+\S/.test(lines[next] ?? ''); next++) below.push(lines[next] as string);
    arrays.push(arrayOf(device, isActive !== undefined, rest, below));
  }
  return arrays;
}

function arrayOf(device: string, isInactive: boolean, members: string, below: readonly string[]): MdArray {
  const [, size] = /^\s+(\d+) blocks/.exec(below[0] ?? '') ?? [];
  if (size === undefined) throw new ParseError(`mdstat ${device}`, 'a number of blocks');
  const blocks = Number(size);
  const count = (mark: RegExp) => members.match(mark)?.length ?? 0;
  const failed = count(/\(F\)/g);
  const spare = count(/\(S\)/g);
  const { active, required } = disksOf(device, isInactive, members, below[0] as string);
  const progress = below.map(progressOf).find((one) => one !== undefined);
  return {
    device,
    state: progress?.state ?? (isInactive ? 'inactive' : 'active'),
    disks: { active, failed, spare },
    disksRequired: required,
    blocks,
    blocksSynced: progress?.blocks ?? blocks,
  };
}

function disksOf(device: string, isInactive: boolean, members: string, status: string) {
  // Arrays without redundancy run with all their disks or not at all.
  if (/ (?:raid0|linear) /.test(members)) {
    const all = members.match(/\[\d+\]/g)?.length ?? 0;
    return { active: all, required: all };
  }
  if (isInactive) return { active: 0, required: 0 };
  const [, required, active] = /\[(\d+)\/(\d+)\] \[[U_]+\]/.exec(status) ?? [];
  if (active === undefined) throw new ParseError(`mdstat ${device}`, 'disks required and active, such as [2/1] [_U]');
  return { active: Number(active), required: Number(required) };
}

const states = { recovery: 'recovering', reshape: 'recovering', resync: 'resync', check: 'check' } as const;

function progressOf(line: string): { readonly state: MdArray['state']; readonly blocks: number } | undefined {
  const [, action, how] = /\b(recovery|reshape|resync|check)\s*=\s*(.*)$/.exec(line) ?? [];
  if (action === undefined) return undefined;
  // `resync=PENDING` and `resync=DELAYED` have not begun.
  const [, done = '0'] = /\((\d+)\/\d+\)/.exec(how ?? '') ?? [];
  return { state: states[action as keyof typeof states], blocks: Number(done) };
}
