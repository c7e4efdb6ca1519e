import type { Logger } from 'pino';
import { KernelReadError } from '../../kernel/errors.js';
import type { Cgroup } from '../container.js';
import type { NameSource, NamesAnswer, NamesRequest, Told } from '../names.js';
import { bundleFolders, readBundle } from './bundles.js';
import { listFolder } from './read-json.js';
import { readStorageList, type StoredList, storageLists } from './storage.js';

interface Known {
  readonly inode: number;
  readonly told: Told;
}

/**
 * Names and images from what runtimes keep on disk: containerd's state (`/run/containerd`, `/run/k3s/containerd`), and
 * the storage of Podman and CRI-O (`/var/lib/containers/storage`, a user's `~/.local/share/containers/storage`).
 *
 * A bundle is read once in a cgroup's life, a list when it has changed. A missing permission is logged once, at debug
 * level: it is not a failure.
 */
export function createFileNames(roots: readonly string[], log: Logger): NameSource {
  const lists = new Map<string, StoredList>();
  const refused = new Set<string>();
  let bundles: ReadonlyMap<string, Known> = new Map();

  const fromLists = async (root: string): Promise<readonly StoredList[]> => {
    const read: StoredList[] = [];
    for (const path of await storageLists(root)) {
      const list = await readStorageList(path, lists.get(path));
      if (!list) lists.delete(path);
      else {
        lists.set(path, list);
        read.push(list);
      }
    }
    return read;
  };

  const fromBundles = async (root: string, wanted: readonly Cgroup[], { breathe }: NamesRequest) => {
    const folders = await bundleFolders(root);
    const read = new Map<string, Known>();
    for (const { path, inode, runtime } of folders.length > 0 ? wanted : []) {
      const turn = breathe();
      if (turn) await turn;
      for (const folder of runtime ? folders : []) {
        const told = await readBundle(folder(runtime?.id ?? ''), runtime?.id ?? '');
        if (told) read.set(path, { inode, told });
      }
    }
    return read;
  };

  async function read(containers: readonly Cgroup[], request: NamesRequest): Promise<NamesAnswer> {
    const known = new Map<string, Known>();
    const stored: StoredList[] = [];
    let error: unknown;
    for (const { path, inode } of containers) {
      const before = bundles.get(path);
      if (before?.inode === inode) known.set(path, before);
    }
    for (const root of roots) {
      try {
        if ((await listFolder(root)) === undefined) throw new KernelReadError(root, 'ENOENT');
        stored.push(...(await fromLists(root)));
        const wanted = containers.filter(({ path, runtime }) => runtime && !known.has(path));
        for (const [path, one] of await fromBundles(root, wanted, request)) known.set(path, one);
      } catch (failure) {
        if (!isRefusal(failure)) error ??= failure;
        else if (!refused.has(root)) {
          refused.add(root);
          log.debug({ err: failure }, `names from ${root}: this user may not read all of it`);
        }
      }
    }
    bundles = known;
    return { told: tell(containers, known, stored), error };
  }

  let underWay = false;
  return {
    name: 'files',
    async ask(containers, request) {
      // Only the first caller waits for a disk that hangs.
      if (underWay) return { told: new Map(), error: new Error(`no answer yet from ${roots.join(' or ')}`) };
      underWay = true;
      try {
        return await read(containers, request);
      } finally {
        underWay = false;
      }
    },
  };
}

function tell(containers: readonly Cgroup[], bundles: ReadonlyMap<string, Known>, lists: readonly StoredList[]) {
  const told = new Map<Cgroup, Told>();
  for (const cgroup of containers) {
    const { id } = cgroup.runtime ?? {};
    const listed = id === undefined ? undefined : lists.find(({ byId }) => byId.has(id))?.byId.get(id);
    const bundled = bundles.get(cgroup.path)?.told;
    if (listed ?? bundled) told.set(cgroup, { ...bundled, ...listed });
  }
  return told;
}

function isRefusal(error: unknown): boolean {
  return error instanceof KernelReadError && ['EACCES', 'EPERM'].includes(error.code);
}
