import { closeSync, constants, openSync, readSync } from 'node:fs';
import { absentOrThrow } from '../read.js';
import { lineEnd, utf8 } from '../text/bytes.js';

/** One record of the kernel's ring buffer, in the order they were written. */
export interface KernelRecord {
  /** Seconds since boot, not counting suspend. */
  readonly time: number;
  readonly message: string;
}

/**
 * The largest record that /dev/kmsg returns (PRINTKRB_RECORD_MAX is less), and the most records that are read: a full
 * ring of 32 MB.
 */
const longestRecord = 8192;
const mostRecords = 500_000;

/**
 * The kernel's own log records that contain `marker`: /dev/kmsg, read from the oldest record without waiting for new
 * ones. Each read returns one record. Yields undefined where others can have a turn.
 * https://docs.kernel.org/admin-guide/abi-testing.html (dev-kmsg)
 *
 * @throws KernelReadError without permission: without CAP_SYSLOG, if kernel.dmesg_restrict is 1
 */
export function* readKernelLog(path: string, marker: string): Generator<KernelRecord | undefined, void, void> {
  const wanted = Buffer.from(marker);
  const buffer = Buffer.allocUnsafe(longestRecord);
  let fd: number | undefined;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    for (let records = 0; records < mostRecords; records++) {
      const length = readRecord(fd, buffer);
      if (length === 0) return;
      if (length > 0 && buffer.subarray(0, length).includes(wanted)) {
        for (const record of parseRecords(buffer.subarray(0, length)))
          if (record.message.includes(marker)) yield record;
      }
      if (records % 256 === 255) yield undefined;
    }
  } catch (error) {
    absentOrThrow(path, error);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** 0 at the end; -1 if records were overwritten before they were read; the next read returns the oldest one left. */
function readRecord(fd: number, buffer: Buffer): number {
  try {
    return readSync(fd, buffer, 0, buffer.length, null);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EAGAIN') return 0;
    if (code === 'EPIPE') return -1;
    throw error;
  }
}

/**
 * Records of the kernel, not those written by a process: the latter have a facility, the bits of the first number above
 * 7. Lines that begin with a blank are keys of the previous record.
 *
 *     6,36290,13609841324,-;oom-kill:constraint=CONSTRAINT_MEMCG,...
 *      SUBSYSTEM=memory
 */
export function parseRecords(text: Uint8Array): KernelRecord[] {
  const records: KernelRecord[] = [];
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    const [, priority, microseconds, message] =
      /^(\d{1,6}),\d+,(\d{1,16}),[^;]*;(.*)$/.exec(utf8(text, start, end)) ?? [];
    if (message !== undefined && Number(priority) < 8) records.push({ time: Number(microseconds) / 1e6, message });
    start = end + 1;
  }
  return records;
}
