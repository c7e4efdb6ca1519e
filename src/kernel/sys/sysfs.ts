import { closeSync, openSync, readdirSync, realpathSync, statfsSync } from 'node:fs';
import { ParseError } from '../errors.js';
import { openFilesLimit } from '../proc/open-files-limit.js';
import { readFromStart } from '../read.js';
import { utf8 } from '../text/bytes.js';

/**
 * The host's sysfs, wherever it is mounted. A file has one value, and drivers return an error for many: the value is
 * unknown (EINVAL for an interface without a speed, ENODATA for a sleeping sensor), or only root can read it (serial
 * numbers). All of these count as absent, like a file that the kernel does not have.
 *
 * https://docs.kernel.org/filesystems/sysfs.html
 */
export interface SysReader {
  /** Root of sysfs: `/sys`, `/host/sys`, or a recorded host. */
  readonly root: string;
  /** Names in a directory, sorted with numbers in order (`cpu2` before `cpu10`); none if it is absent. */
  list(directory: string): readonly string[];
  /** A file's value, trimmed; undefined if it is absent. */
  text(file: string): string | undefined;
  /**
   * A file's value as a number, `12` or `0x1f`; undefined if it is absent or empty.
   *
   * @throws ParseError naming the file for anything else.
   */
  number(file: string): number | undefined;
  /** The final target of a symbolic link, absolute; undefined if it is absent. */
  target(link: string): string | undefined;
}

/**
 * Files stay open between scrapes, as for cgroupfs (kept-files.ts): opening and closing a file costs three times as
 * much as reading it. A read from the start makes the driver answer again. Files of a device that is gone fail with
 * ENODEV, and block nothing.
 *
 * @param mostKept how many files may stay open
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
      // A scrape of only other collectors does not show which files are still needed.
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

/**
 * SYSFS_MAGIC (linux/magic.h). A file elsewhere, such as a recorded host's, may be replaced by another of the same
 * name.
 */
const sysfsType = 0x62656572;

const hasGone = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENODEV';

/** Each takes 4.4 KB of kernel memory. Enough for fifty network interfaces. */
export const mostKeptSysFiles = (): number => Math.min(1_000, Math.floor(openFilesLimit() / 8));

/** `12`, `-1` or `0x1f`; undefined for anything else. */
export function numberOf(text: string): number | undefined {
  return /^(?:-?\d+|0x[0-9a-fA-F]+)$/.test(text) ? Number(text) : undefined;
}

const byNumber = new Intl.Collator('en', { numeric: true }).compare;
