import { ParseError } from '../errors.js';
import { lineEnd, utf8 } from '../text/bytes.js';

/** One mount of a mount namespace. */
export interface Mount {
  readonly id: number;
  /** The id of the mount that this one is mounted on; for the root, an id that no mount has. */
  readonly parent: number;
  /** The filesystem's device number; major 0 for those without a block device. */
  readonly major: number;
  readonly minor: number;
  readonly mountPoint: string;
  readonly fsType: string;
  /** `/dev/vda`, `server:/export`, `tmpfs`; with the kernel's escapes, as in node_exporter. */
  readonly source: string;
  /** The mount or the whole filesystem is read-only. */
  readonly readOnly: boolean;
  /** For an overlay: the directory that receives writes. */
  readonly upperDir?: string;
}

/**
 * <pid>/mountinfo.
 *
 *     36 35 98:0 /mnt1 /mnt2 rw,noatime shared:1 - ext3 /dev/root rw,errors=continue
 *
 * Blanks and backslashes in paths are octal escapes (`\040`). There are zero or more optional fields before the `-`.
 *
 * https://docs.kernel.org/filesystems/proc.html#proc-pid-mountinfo-information-about-mounts
 *
 * @throws ParseError for a line of another shape.
 */
export function parseMountinfo(text: Uint8Array): Mount[] {
  const mounts: Mount[] = [];
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    if (end > start) mounts.push(mountOf(utf8(text, start, end)));
    start = end + 1;
  }
  return mounts;
}

function mountOf(line: string): Mount {
  const fields = line.split(' ');
  const [id = '', parent = '', device = '', , mountPoint, options] = fields;
  const separator = fields.indexOf('-', 6);
  const [fsType, source, superOptions] = separator < 0 ? [] : fields.slice(separator + 1);
  const numbers = /^(\d+):(\d+)$/.exec(device);
  if (!/^\d+$/.test(id) || !/^\d+$/.test(parent) || !numbers || !mountPoint?.startsWith('/') || !options || !fsType) {
    throw new ParseError('mountinfo', 'ids, device, root, mount point, options, a dash and the type of filesystem');
  }
  const upperDir = fsType === 'overlay' ? /(?:^|,)upperdir=([^,]+)/.exec(superOptions ?? '')?.[1] : undefined;
  return {
    ...(upperDir !== undefined && { upperDir: unescapePath(upperDir) }),
    id: Number(id),
    parent: Number(parent),
    major: Number(numbers[1]),
    minor: Number(numbers[2]),
    mountPoint: unescapePath(mountPoint),
    fsType,
    source: source ?? '',
    readOnly: isReadOnly(options) || isReadOnly(superOptions ?? ''),
  };
}

function isReadOnly(options: string): boolean {
  return options.split(',').includes('ro');
}

/** The kernel escapes only blanks and backslashes, byte by byte, and these are ASCII. */
function unescapePath(path: string): string {
  return path.replace(/\\([0-3][0-7]{2})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/**
 * The mount that a path is on: the one with the longest mount point that the path is below, or the last of several on
 * the same mount point. The path must be absolute and without symbolic links.
 */
export function mountOfPath(mounts: readonly Mount[], path: string): Mount | undefined {
  let holder: Mount | undefined;
  for (const mount of mounts) {
    if (isAtOrBelow(path, mount.mountPoint) && mount.mountPoint.length >= (holder?.mountPoint.length ?? 0))
      holder = mount;
  }
  return holder;
}

/** Whether a path is the directory or below it, by name. */
export function isAtOrBelow(path: string, directory: string): boolean {
  return directory === '/' || path === directory || path.startsWith(`${directory}/`);
}
