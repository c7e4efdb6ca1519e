import type { Container, ContainerInspect, ContainerMetadata } from '../../../src/discovery/container.js';
import type { DaemonInfo, DiskUsage } from '../../../src/discovery/runtime-source.js';
import type { Collector, CountedEngine } from '../../../src/exporters/collector.js';
import { createRootfsReader } from '../../../src/kernel/fs/rootfs.js';
import type { FilesystemUsage } from '../../../src/kernel/fs/statfs.js';
import { createProcReader } from '../../../src/kernel/proc/procfs.js';
import { collectSamples } from '../../support/collect-samples.js';
import { folderOf } from '../../support/folder.js';
import { inspected, metadataOf } from '../../support/make-container.js';

/** A made-up host with Docker, whose disks are asked for in vain but for the paths given. */
export interface DockerHost {
  readonly mountinfo: string;
  /** Where its root file system is. Nothing is there unless told. */
  readonly root?: string;
  /** By path on the host; all others fail as if they were not there. */
  readonly disks: Readonly<Record<string, FilesystemUsage | 'hangs'>>;
  readonly daemon?: DaemonInfo | undefined;
  /** Instead of one with that daemon and usage. */
  readonly engines?: readonly CountedEngine[];
  readonly usage?: Partial<DiskUsage>;
  readonly containers?: readonly Container[];
}

export const overlay2: DaemonInfo = { rootDir: '/var/lib/docker', storageDriver: 'overlay2', containerdStore: false };

/** A disk of 1000 bytes and 20 inodes; `device` is what stat(2) says. */
export const disk = (device: number, given: Partial<FilesystemUsage> = {}): FilesystemUsage => ({
  ...{ size: 1000, free: 400, available: 300, files: 20, filesFree: 10, device },
  ...given,
});

export const hostItself: Container = {
  id: '/',
  cgroup: { path: '/', inode: 1, leaf: false, kind: 'ancestor' },
  metadata: undefined,
  identity: Buffer.from('id="/"'),
};

/** A container, stopped, with its id as its identity; `never` for one that was not inspected. */
export function container(
  id: string,
  inspect: Partial<ContainerInspect> | 'never' = {},
  metadata: Partial<ContainerMetadata> = {},
): Container {
  return {
    id: `/docker/${id}`,
    cgroup: undefined,
    source: 'docker',
    metadata: metadataOf(id, { inspect: inspect === 'never' ? undefined : inspected(inspect), ...metadata }),
    identity: Buffer.from(`id="${id}"`),
  };
}

export interface Collected {
  /** `name{labels}` -> value, without the `id` label for what is no container's. */
  readonly samples: Readonly<Record<string, number>>;
  readonly error: unknown;
}

export async function collectFromDaemon(exporter: Collector, host: DockerHost): Promise<Collected> {
  const root = host.root ?? '/no/such/host';
  const ask = async (path: string) => {
    const answer = host.disks[path.slice(root.length)];
    if (answer === 'hangs') return new Promise<never>(() => {});
    if (!answer) throw new Error('ENOENT');
    return answer;
  };
  const { samples, failure } = await collectSamples(
    exporter,
    {
      proc: createProcReader(folderOf({ '1/mountinfo': host.mountinfo })),
      rootfs: createRootfsReader(root, { ask, timeoutMs: 20 }),
      machine: { cores: 1, memory: 1, swap: 0, swapFree: 0, bootTime: 0 },
      now: 0,
      engines: host.engines ?? [
        {
          ...{ source: 'docker', label: undefined, daemon: 'daemon' in host ? host.daemon : overlay2 },
          diskUsage: { usage: usageOf(host.usage ?? {}), age: 0, duration: 0, error: undefined },
        },
      ],
      containers: host.containers ?? [],
      largestShown: 10,
    },
    { identityOf: (owner) => ('identity' in owner ? Buffer.from(owner.identity).toString() : '') },
  );
  return { samples, error: failure };
}

function usageOf(given: Partial<DiskUsage>): DiskUsage {
  return {
    ...{ images: undefined, containers: undefined, volumes: undefined, buildCache: undefined },
    ...{ imageItems: [], volumeItems: [], writableLayers: new Map() },
    ...given,
  };
}
