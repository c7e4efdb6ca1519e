import { ParseError } from '../errors.js';
import { ascii, lineEnd } from '../text/bytes.js';
import { fieldEnd, numberFields, skipBlanks } from '../text/fields.js';
import type { ProcReader } from './procfs.js';

/** I/O of one block device since it was created. */
export interface DiskStats {
  readonly major: string;
  readonly minor: string;
  /** The kernel's name: `vda`, `nvme0n1p1`. */
  readonly device: string;
  /**
   * The numbers after the name, in the kernel's order: 11 (Linux 2.6), 15 (4.18, discards) or 17 (5.5, flushes).
   * Sectors are 512 bytes, whatever the device's own; times are milliseconds.
   */
  readonly numbers: readonly number[];
}

/**
 * /proc/diskstats.
 *
 *      259       0 nvme0n1 3245 391 501702 2154 1714 1329 304968 2458 0 3076 4745 0 0 0 0 197 132
 *
 * https://docs.kernel.org/admin-guide/iostats.html
 *
 * @throws ParseError for a line that lacks its device or numbers.
 */
export function parseDiskstats(text: Uint8Array): DiskStats[] {
  const disks: DiskStats[] = [];
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    if (end > start) disks.push(diskOf(text, start, end));
    start = end + 1;
  }
  return disks;
}

function diskOf(text: Uint8Array, start: number, end: number): DiskStats {
  let at = start;
  const [major, minor, device] = [nextField(), nextField(), nextField()];
  if (!/^\d+$/.test(major) || !/^\d+$/.test(minor) || device === '') {
    throw new ParseError('diskstats', "a device's numbers and name");
  }
  const numbers = numberFields(text, at, end, `diskstats ${device}`);
  // Linux 2.4 and 2.6.0 had four numbers with another meaning for partitions.
  if (numbers.length < 11) throw new ParseError(`diskstats ${device}`, 'eleven numbers or more');
  return { major, minor, device, numbers };

  function nextField(): string {
    const from = skipBlanks(text, at, end);
    at = fieldEnd(text, from, end);
    return ascii(text, from, at);
  }
}

/**
 * Device nodes (`/dev/sda`) by `major:minor`; looked up when first needed. A slash in a name (`cciss/c0d0`) is a `!`
 * there.
 */
export function createBlockDeviceNames(proc: ProcReader): (device: string) => string | undefined {
  let names: ReadonlyMap<string, string> | undefined;
  return (device) => {
    names ??= new Map(
      proc
        .once('diskstats', parseDiskstats)
        ?.map(({ major, minor, device: name }) => [`${major}:${minor}`, `/dev/${name.replaceAll('!', '/')}`]),
    );
    return names.get(device);
  };
}
