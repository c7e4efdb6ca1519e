import { asObject, asString } from '../docker/json/json.js';
import { jsonElements } from '../docker/json/json-elements.js';
import { parseKubernetesName, type Told } from '../names.js';
import { type FileStamp, listFolder, withFile } from './read-json.js';

/** The container lists that Podman and CRI-O keep in their storage; the second one has those with `--rm`. */
const lists = ['containers.json', 'volatile-containers.json'] as const;
const storageFolder = /^[a-z0-9]+-containers$/;

export async function storageLists(root: string): Promise<readonly string[]> {
  const folders = ((await listFolder(root)) ?? []).filter((name) => storageFolder.test(name));
  return folders.flatMap((folder) => lists.map((list) => `${root}/${folder}/${list}`));
}

const limits = { longestElement: 64 * 1024, longestString: 16 * 1024 };
const mostContainers = 10_000;

/** As for the kubelet's logs: a file that changed just now may change again unseen. */
const settledAfterMs = 1000;

export interface StoredList {
  readonly stamp: FileStamp;
  readonly byId: ReadonlyMap<string, Told>;
}

/** The contents of such a list, by id; `before` itself if the file has not changed; undefined if there is none. */
export function readStorageList(path: string, before: StoredList | undefined): Promise<StoredList | undefined> {
  return withFile(path, async ({ stamp, chunks }) => {
    if (before && isSame(before.stamp, stamp) && stamp.modifiedMs + settledAfterMs < Date.now()) return before;
    const byId = new Map<string, Told>();
    for await (const element of jsonElements(chunks, limits)) {
      const told = fromElement(element);
      if (told && byId.size < mostContainers) byId.set(told.id, told.told);
    }
    return { stamp, byId };
  });
}

const isSame = (a: FileStamp, b: FileStamp) =>
  a.inode === b.inode && a.size === b.size && a.modifiedMs === b.modifiedMs;

/**
 * `{"id": "...", "names": ["web"], "metadata": "{\"image-name\":\"docker.io/library/nginx:1\", ...}", ...}`; CRI-O uses
 * dockershim's names, `k8s_<container>_<pod>_<namespace>_<uid>_<attempt>`.
 */
function fromElement(element: unknown): { readonly id: string; readonly told: Told } | undefined {
  const entry = asObject(element);
  const id = asString(entry?.id);
  if (entry === undefined || id === undefined) return undefined;
  const name = Array.isArray(entry.names) ? asString(entry.names[0]) : undefined;
  const image = asString(parseMetadata(asString(entry.metadata))?.['image-name']) || undefined;
  const inPod = name === undefined ? undefined : parseKubernetesName(name, id);
  return { id, told: inPod ? { ...inPod, image } : { name, image } };
}

function parseMetadata(text: string | undefined) {
  try {
    return text === undefined ? undefined : asObject(JSON.parse(text));
  } catch {
    // Too long and cut, or from another version: the name is known anyway.
    return undefined;
  }
}
