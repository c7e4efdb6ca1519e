import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Loaded into an exporter before its own code: notes what it asks of the filesystem between the messages `start` and
 * `stop`, and answers the latter with all of it. The exporter itself knows nothing of it.
 */
export interface Recording {
  /** Files that were read, in order. */
  readonly files: FileRead[];
  readonly failedOpens: string[];
  /** stat, lstat, fstat, readlink and access. */
  readonly looks: number;
  readonly listedDirectories: number;
}

export interface FileRead {
  readonly path: string;
  reads: number;
  /** False for one that was open before. */
  readonly opened: boolean;
  /** It is there and cannot be read, as some files of sysfs that an interface has no value for (EINVAL). */
  refused?: boolean;
}

let recording: Recording | undefined;
/** All files that are open, and of those that were read in this recording, what was noted. */
const open = new Map<number, { readonly path: string; noted?: { readonly in: Recording; readonly file: FileRead } }>();
const { openSync, readSync, closeSync, readlinkSync, readFileSync } = fs;

fs.openSync = (...args: Parameters<typeof openSync>) => {
  let fd: number;
  try {
    fd = openSync(...args);
  } catch (error) {
    recording?.failedOpens.push(String(args[0]));
    throw error;
  }
  // Without symbolic links, and not by the pid of a process that will be gone when the file is read again.
  const path = readlinkSync(`/proc/self/fd/${fd}`).replace(`/proc/${process.pid}/`, '/proc/self/');
  open.set(fd, { path });
  noteFile(fd, true);
  return fd;
};

fs.readSync = ((...args: Parameters<typeof readSync>) => {
  const file = noteFile(args[0], false);
  if (file) file.reads++;
  try {
    return readSync(...args);
  } catch (error) {
    if (file) file.refused = true;
    throw error;
  }
}) as typeof readSync;

/** The file's entry in this recording. */
function noteFile(fd: number, opened: boolean): FileRead | undefined {
  const known = open.get(fd);
  if (!recording || !known) return undefined;
  if (known.noted?.in !== recording) {
    known.noted = { in: recording, file: { path: known.path, reads: 0, opened } };
    recording.files.push(known.noted.file);
  }
  return known.noted.file;
}

fs.closeSync = (fd) => {
  open.delete(fd);
  closeSync(fd);
};

fs.readFileSync = ((...args: Parameters<typeof readFileSync>) => {
  const known = recording?.files.length;
  const content = readFileSync(...args);
  // It comes by openSync above, or, for text, past it: then it reads until there is no more.
  if (recording?.files.length === known) recording?.files.push({ path: String(args[0]), reads: 2, opened: true });
  return content;
}) as typeof readFileSync;

const counted = (name: 'looks' | 'listedDirectories', call: string) => {
  const calls = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
  const original = calls[call];
  calls[call] = (...args) => {
    if (recording) (recording as Record<typeof name, number>)[name]++;
    return original?.(...args);
  };
};
for (const call of ['statSync', 'lstatSync', 'fstatSync', 'readlinkSync', 'existsSync', 'accessSync']) {
  counted('looks', call);
}
counted('listedDirectories', 'readdirSync');
syncBuiltinESMExports();

process.on('message', (message) => {
  if (message === 'start') {
    recording = { files: [], failedOpens: [], looks: 0, listedDirectories: 0 };
    process.send?.('started');
  } else {
    process.send?.(recording);
    recording = undefined;
  }
});
