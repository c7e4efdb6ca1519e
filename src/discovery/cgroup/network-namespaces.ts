import type { RunningContainer } from '../container.js';

/**
 * Which container counts the traffic of which network namespace, during one scrape. A namespace is counted once: by the
 * container that created it, which is the one whose network the others joined or, if no API says, the oldest of them (a
 * pod's sandbox). The host's namespace belongs to no container.
 */
export interface NetworkNamespaces<T> {
  /** Records a container's namespace, and what was read in it. */
  join(container: RunningContainer, namespace: number, reading: T): void;
  /**
   * What was read in the namespace that a container owns; undefined if it owns none, unless containers repeat what they
   * share. Call this once all have joined.
   */
  reading(container: RunningContainer): T | undefined;
  /** How the container got its network; undefined if it was not recorded. */
  mode(container: RunningContainer): NetworkMode | undefined;
}

/** As Docker's `--network`; `private` if no API names the network, `container` for one that joined another's. */
export type NetworkMode = string;

export function createNetworkNamespaces<T>(
  host: number | undefined,
  shared: 'once' | 'repeat' = 'once',
): NetworkNamespaces<T> {
  interface Owner {
    readonly container: RunningContainer;
    readonly reading: T;
  }
  const owners = new Map<number, Owner>();
  const namespaceOf = new Map<RunningContainer, number>();
  const readings = new Map<RunningContainer, T>();

  return {
    join(container, namespace, reading) {
      namespaceOf.set(container, namespace);
      if (shared === 'repeat') readings.set(container, reading);
      if (namespace === host) return;
      const owner = owners.get(namespace)?.container;
      if (!owner || precedes(container, owner)) owners.set(namespace, { container, reading });
    },
    reading(container) {
      if (shared === 'repeat') return readings.get(container);
      const namespace = namespaceOf.get(container);
      const owner = namespace === undefined ? undefined : owners.get(namespace);
      return owner?.container === container ? owner.reading : undefined;
    },
    mode(container) {
      const configured = container.metadata?.inspect?.networkMode;
      if (configured?.startsWith('container:')) return 'container';
      if (configured) return configured;
      const namespace = namespaceOf.get(container);
      if (namespace === undefined) return undefined;
      if (namespace === host) return 'host';
      return owners.get(namespace)?.container === container ? 'private' : 'container';
    },
  };
}

function precedes(a: RunningContainer, b: RunningContainer): boolean {
  const [aJoined, bJoined] = [hasJoinedAnother(a), hasJoinedAnother(b)];
  if (aJoined !== bJoined) return bJoined;
  // cgroupfs numbers its directories in order of creation.
  return a.cgroup.inode < b.cgroup.inode;
}

function hasJoinedAnother({ metadata }: RunningContainer): boolean {
  return metadata?.inspect?.networkMode.startsWith('container:') ?? false;
}
