import { constants } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { absentOrThrow } from '../../kernel/read.js';

/** The most bytes of a runtime's file. Podman's list has one to two KB per container. */
const longestFile = 64 * 1024 * 1024;

/** Identifies a file's content: it differs when the file was rewritten. */
export interface FileStamp {
  readonly inode: number;
  readonly size: number;
  readonly modifiedMs: number;
}

/** Names in a folder; undefined if it is absent. */
export async function listFolder(path: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(path);
  } catch (error) {
    return absentOrThrow(path, error);
  }
}

export interface OpenedFile {
  readonly stamp: FileStamp;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * Opens a runtime's file and closes it again. Rootless users can write theirs: a link, pipe or device in its place is
 * not followed, waited for or read.
 *
 * @returns what `use` returns; undefined if there is no such file
 * @throws KernelReadError with EACCES without permission to read it
 */
export async function withFile<T>(path: string, use: (file: OpenedFile) => Promise<T>): Promise<T | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return absentOrThrow(path, error);
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new Error(`${path}: no regular file`);
    if (stats.size > longestFile) throw new Error(`${path}: ${stats.size} bytes, expected at most ${longestFile}`);
    const stamp = { inode: stats.ino, size: stats.size, modifiedMs: stats.mtimeMs };
    return await use({ stamp, chunks: handle.createReadStream({ autoClose: false, end: longestFile }) });
  } catch (error) {
    if (error instanceof Error && !error.message.startsWith(path)) error.message = `${path}: ${error.message}`;
    throw error;
  } finally {
    await handle.close();
  }
}
