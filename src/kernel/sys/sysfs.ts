import { closeSync, openSync, readdirSync, realpathSync, statfsSync } from 'node:fs';
import { ParseError } from '../errors.js';
import { openFilesLimit } from '../proc/open-files-limit.js';
import { readFromStart } from '../read.js';
import { utf8 } from '../text/bytes.js';

/**
 * sysfs of the host, wherever it is mounted. A file holds one value, and drivers answer many of them with an error: the value
 * is unknown (EINVAL of an interface without a speed, ENODATA of a sensor that sleeps), or for root alone (serial numbers).
 * All of that is absence here, as is a file that the kernel does not have.
 *
 * https://docs.kernel.org/filesystems/sysfs.html
 */
export interface SysReader {
  /** Root of sysfs: `/sys`, `/host/sys`, or a recorded host. */
  readonly root: string;
  /** Names in a directory, sorted by the numbers in them too (`cpu2` before `cpu10`); none where it is absent. */
  list(directory: string): readonly string[];
  /** A file's value without blanks around it; undefined where it is absent. */
  text(file: string): string | undefined;
  /**
   * A file's value as a number, `12` or `0x1f`; undefined where it is absent, or empty.
   *
   * @throws ParseError naming the file for anything else.
   */
  number(file: string): number | undefined;
  /** Where a symbolic link leads in the end, absolute; undefined where it is absent. */
  target(link: string): string | undefined;
}

/**
 * Files stay open from one scrape to the next, as those of cgroupfs do (kept-files.ts): opening and closing one costs three
 * times what reading it does. A read from its beginning has the driver answer again, and the files of a device that has gone
 * answer ENODEV and hold up nothing.
 *
 * @param mostKept files that may stay open
 */
export function createSysReader(root: string, mostKept = 0): SysReader & { closeUnread(): void } {
  const kept = new Map<string, Kept>();
  let mayKeep: boolean | undefined;

  function read(file: string): Uint8Array | undefined {
    const known = kept.get(file);
    if (known) {
      known.wasRead = true;
      try {
        return readFromStart(known.fd);
      } catch (error) {
        if (!hasGone(error)) throw error;
        closeSync(known.fd);
        kept.delete(file);
      }
    }
    mayKeep ??= mostKept > 0 && statfsSync(root).type === sysfsType;
    const fd = openSync(`${root}/${file}`, 'r');
    const keeps = mayKeep && kept.size < mostKept;
    if (keeps) kept.set(file, { fd, wasRead: true });
    try {
      return readFromStart(fd);
    } finally {
      if (!keeps) closeSync(fd);
    }
  }

  const text = (file: string) => {
    try {
      const content = read(file);
      return content && utf8(content).trim();
    } catch {
      return undefined;
    }
  };
  return {
    root,
    text,
    list(directory) {
      try {
        return readdirSync(`${root}/${directory}`).sort(byNumber);
      } catch {
        return [];
      }
    },
    number(file) {
      const value = text(file);
      if (!value) return undefined;
      const number = numberOf(value);
      if (number === undefined) {
        throw new ParseError(`${root}/${file}`, `a number, found ${JSON.stringify(value.slice(0, 40))}`);
      }
      return number;
    },
    target(link) {
      try {
        return realpathSync(`${root}/${link}`);
      } catch {
        return undefined;
      }
    },
    closeUnread() {
      // A scrape of other collectors alone says nothing about what is still wanted.
      if (![...kept.values()].some(({ wasRead }) => wasRead)) return;
      for (const [file, one] of kept) {
        if (!one.wasRead) {
          closeSync(one.fd);
          kept.delete(file);
        }
        one.wasRead = false;
      }
    },
  };
}

interface Kept {
  readonly fd: number;
  wasRead: boolean;
}

/** SYSFS_MAGIC (linux/magic.h). A file elsewhere, as of a recorded host, may be replaced by another of its name. */
const sysfsType = 0x62656572;

const hasGone = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENODEV';

/** Each takes 4.4 KB of kernel memory. Fifty network interfaces have this many. */
export const mostKeptSysFiles = (): number => Math.min(1_000, Math.floor(openFilesLimit() / 8));

/** `12`, `-1` or `0x1f`; undefined for anything else. */
export function numberOf(text: string): number | undefined {
  return /^(?:-?\d+|0x[0-9a-fA-F]+)$/.test(text) ? Number(text) : undefined;
}

const byNumber = new Intl.Collator('en', { numeric: true }).compare;
