import { asStrings, readFields } from '../docker/json/json.js';
import type { Told } from '../names.js';
import { listFolder, withFile } from './read-json.js';

/** Below containerd's state, and below the run directories of Podman and CRI-O. */
const taskFolder = 'io.containerd.runtime.v2.task';
const storageFolder = /^[a-z0-9]+-containers$/;

/** Where the bundle of a container may be, below a runtime's folder. */
export async function bundleFolders(root: string): Promise<readonly ((id: string) => string)[]> {
  const names = (await listFolder(root)) ?? [];
  const namespaces = names.includes(taskFolder) ? ((await listFolder(`${root}/${taskFolder}`)) ?? []) : [];
  return [
    ...namespaces.map((namespace) => (id: string) => `${root}/${taskFolder}/${namespace}/${id}`),
    ...names.filter((name) => storageFolder.test(name)).map((name) => (id: string) => `${root}/${name}/${id}/userdata`),
  ];
}

/** Not the environment, which has secrets: fields that are not requested are not even kept. */
const readAnnotations = readFields(['annotations']);

/** What a bundle's config.json says; undefined if there is none. */
export function readBundle(folder: string, id: string): Promise<Told | undefined> {
  return withFile(`${folder}/config.json`, async ({ chunks }) => {
    const { annotations } = await readAnnotations({ headers: {}, chunks });
    return fromAnnotations(asStrings(annotations), id);
  });
}

/** The annotations that containerd's CRI plugin, CRI-O and nerdctl pass to the OCI runtime. */
export function fromAnnotations(given: Readonly<Record<string, string>>, id: string): Told {
  const cri = (key: string) => given[`io.kubernetes.cri.${key}`] || undefined;
  const crio = (key: string) => given[`io.kubernetes.cri-o.${key}`] || undefined;
  const isSandbox = (cri('container-type') ?? crio('ContainerType')) === 'sandbox';
  return {
    name: given['nerdctl/name'] || undefined,
    image: cri('image-name') ?? crio('ImageName') ?? crio('Image'),
    pod: cri('sandbox-name') ?? given['io.kubernetes.pod.name'],
    namespace: cri('sandbox-namespace') ?? crio('Namespace') ?? given['io.kubernetes.pod.namespace'],
    container: isSandbox ? undefined : (cri('container-name') ?? given['io.kubernetes.container.name']),
    sandbox: isSandbox ? id : (cri('sandbox-id') ?? crio('SandboxID')),
    podUid: cri('sandbox-uid') ?? given['io.kubernetes.pod.uid'],
  };
}
