import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { KernelReadError, ParseError } from './errors.js';

/**
 * Reading kernel files: open, read and close (but see kept-files.ts), synchronously, into one reused buffer. These
 * files are in memory and never wait for a device; every other way to read them in Node.js costs two to fifty times as
 * much (docs/performance.md).
 */
let buffer = new Uint8Array(64 * 1024);

/**
 * Views of its beginning, by length, for the lengths that kernel files have: creating a view costs as much as parsing a
 * number.
 */
let views: Uint8Array[] = [];
const longestKept = 4096;

/**
 * Bytes requested in one read, however large the buffer has grown (net/tcp of a busy host has megabytes): a sysctl
 * allocates what is requested, and fails with ENOMEM from 4 MiB on.
 */
const mostAsked = 64 * 1024;

const lineFeed = 0x0a;

/** Error codes that mean absence: no such file, a removed cgroup, a dead process, a feature that is turned off. */
const absent = new Set(['ENOENT', 'ENODEV', 'ESRCH', 'EOPNOTSUPP', 'ENOTDIR', 'ENXIO']);

/**
 * How much of a file is read. `whole` reads until a read returns nothing. `single` stops after one read: enough for
 * files that the kernel returns in one read, such as all of cgroupfs but cgroup.procs, and a tenth cheaper. `lines` is
 * for files of short lines, such as net/tcp, and stops after a read that left room for one more: a last, empty read
 * makes the kernel walk its table of all connections again, which takes half a millisecond even without connections.
 * `beginning` is exactly one read, for a file that may be long but whose start is enough: at most 64 KiB.
 */
export type Extent = 'whole' | 'single' | 'lines' | 'beginning';

/**
 * A file of lines is returned page by page: as many lines as fit, in each read (fs/seq_file.c). A page has at least
 * 4096 bytes, and a short line at most 512.
 */
const roomForALine = 4096 - 512;

/**
 * The content of a kernel file, valid until the next read; undefined if it is absent.
 *
 * @throws KernelReadError for anything but absence, such as EACCES.
 */
export function readKernelFile(path: string, extent: Extent = 'whole'): Uint8Array | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    return absentOrThrow(path, error);
  }
  try {
    return readDescriptor(fd, extent);
  } catch (error) {
    return absentOrThrow(path, error);
  } finally {
    closeSync(fd);
  }
}

/**
 * A file of lines in chunks of whole lines, each valid until the next is requested: net/tcp of a busy host has tens of
 * megabytes, which are never in memory at once, and others can have a turn between chunks. Nothing if it is absent.
 *
 * @throws KernelReadError for anything but absence, and for a line longer than a chunk.
 */
export function* readKernelLines(path: string): Generator<Uint8Array, void, void> {
  const piece = spare ?? new Uint8Array(mostAsked);
  spare = undefined;
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    for (let kept = 0; ; ) {
      const count = readSync(fd, piece, kept, mostAsked - kept, null);
      const length = kept + count;
      const end = count === 0 ? length : piece.lastIndexOf(lineFeed, length - 1) + 1;
      if (end > 0) yield piece.subarray(0, end);
      // Each read returns whole lines; if it cuts one, the start is kept for the next chunk.
      piece.copyWithin(0, end, length);
      kept = length - end;
      if (count === 0 || (kept === 0 && count < roomForALine)) return;
      if (kept === mostAsked) throw new KernelReadError(path, `a line is longer than ${mostAsked} bytes`);
    }
  } catch (error) {
    absentOrThrow(path, error);
  } finally {
    if (fd !== undefined) closeSync(fd);
    spare = piece;
  }
}

/** A buffer that no line reader is using. */
let spare: Uint8Array | undefined;

/** Like `readKernelFile`, for a descriptor that the caller has just opened and will close. */
export const readDescriptor = (fd: number, extent: Extent = 'whole'): Uint8Array => read(fd, extent, false);

/** Like `readKernelFile`, for a file that one read returns, and whose descriptor may have been read before. */
export const readFromStart = (fd: number): Uint8Array => read(fd, 'single', true);

function read(fd: number, extent: Extent, fromStart: boolean): Uint8Array {
  let length = 0;
  for (;;) {
    const asked = Math.min(buffer.length - length, mostAsked);
    const count = readSync(fd, buffer, length, asked, fromStart ? length : null);
    length += count;
    if (count === 0 || extent === 'beginning') return beginning(length);
    if (extent !== 'whole' && count < (extent === 'single' ? asked : roomForALine)) return beginning(length);
    if (length === buffer.length) {
      const larger = new Uint8Array(buffer.length * 2);
      larger.set(buffer);
      buffer = larger;
      views = [];
    }
  }
}

function beginning(length: number): Uint8Array {
  if (length > longestKept) return buffer.subarray(0, length);
  views[length] ??= buffer.subarray(0, length);
  return views[length];
}

/** Reads and parses; adds the path to a ParseError. */
export function readParsed<T>(path: string, parse: (text: Uint8Array) => T, extent: Extent = 'whole'): T | undefined {
  const text = readKernelFile(path, extent);
  return text === undefined ? undefined : parseAt(() => path, text, parse);
}

/** Parses; adds the path to a ParseError, and computes it only then. */
export function parseAt<T>(path: () => string, text: Uint8Array, parse: (text: Uint8Array) => T): T {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof ParseError) error.message = `${path()}: ${error.message}`;
    throw error;
  }
}

/** Names in a kernel directory; undefined if it is absent. */
export function listKernelDirectory(path: string): string[] | undefined {
  try {
    return readdirSync(path);
  } catch (error) {
    return absentOrThrow(path, error);
  }
}

/** Undefined for an error that means absence, otherwise throws a KernelReadError. */
export function absentOrThrow(path: string, error: unknown): undefined {
  if (error instanceof KernelReadError) throw error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  if (absent.has(code)) return undefined;
  throw new KernelReadError(path, code);
}
