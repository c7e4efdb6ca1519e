/** What the rest of the exporter knows of a container, whatever found it and whatever named it. */

/** What cgroupfs shows: something runs here. */
export interface Cgroup {
  /** Path below the hierarchy's root, `/` for the root itself; the same in every v1 hierarchy. cAdvisor's `id`. */
  readonly path: string;
  /** Inode of the directory: a cgroup that was removed and made again has another one. */
  readonly inode: number;
  /** No cgroups are inside it. */
  readonly leaf: boolean;
  readonly kind: 'container' | 'ancestor' | 'other';
  /** For containers: the runtime's id, and whose it is. */
  readonly runtime?: CgroupRuntime;
}

export type RuntimeName =
  | 'docker'
  | 'podman'
  | 'containerd'
  | 'cri-o'
  | 'lxc'
  | 'systemd-nspawn'
  | 'libvirt'
  | 'unknown';

export interface CgroupRuntime {
  /** 64 hex digits; the name itself where the runtime knows its containers by name alone. */
  readonly id: string;
  readonly name: RuntimeName;
  /** Kubernetes' pod uid, with dashes, where the path shows one. */
  readonly podUid?: string;
  /** The container's name, where the path tells it. */
  readonly containerName?: string;
}

/** What was found out about a running container that no API names. Undefined: nothing tells it. */
export interface FoundName {
  /** The source that told the name. */
  readonly by: string | undefined;
  readonly name: string | undefined;
  readonly image: string | undefined;
  /** As the kubelet has them; a pod's sandbox has no `container`. */
  readonly pod: string | undefined;
  readonly namespace: string | undefined;
  readonly container: string | undefined;
  /** Where it tells more than the cgroup's path. */
  readonly runtime: RuntimeName | undefined;
}

export interface Pod {
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  /** `Guaranteed`, `Burstable` or `BestEffort`: which decides on where its cgroup is. */
  readonly qosClass: string;
}

export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';
export type HealthStatus = 'none' | 'starting' | 'healthy' | 'unhealthy';

/** What a runtime's API says of one container. Times are Unix seconds. Undefined: it did not say. */
export interface ContainerMetadata {
  readonly id: string;
  /** Whose container it is. */
  readonly runtime: CgroupRuntime['name'];
  /** For containers of Kubernetes, where its API tells. */
  readonly pod?: Pod;
  /** Without Docker's leading slash. */
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Names of the volumes that are mounted in it, each once. */
  readonly volumes: readonly string[];
  /** Undefined while the runtime does not answer. */
  readonly state: ContainerState | undefined;
  readonly created: number | undefined;
  /**
   * From here on known only after an inspect. One of an earlier life of the container, or from before the runtime stopped
   * answering, keeps only what cannot have changed.
   */
  readonly inspect: ContainerInspect | undefined;
}

export interface ContainerInspect {
  readonly pid: number | undefined;
  /** Docker calls whatever does not run (paused, exited) unhealthy: it means something for running containers alone. */
  readonly health: HealthStatus | undefined;
  readonly healthFailingStreak: number | undefined;
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  readonly exitCode: number | undefined;
  readonly oomKilled: boolean | undefined;
  readonly restartCount: number | undefined;
  readonly restartPolicy: string;
  /** As the API gives it: `host`, `none`, `bridge`, `container:<id>`, a network's name. */
  readonly networkMode: string;
  /** The OCI runtime, such as `runc`. */
  readonly ociRuntime: string;
  /** HostConfig.CpuShares; undefined where the container was given none. */
  readonly cpuShares: number | undefined;
  /** HostConfig.CgroupParent, '' for the daemon's default. */
  readonly cgroupParent: string;
  /** The logging driver, such as `json-file`. */
  readonly logDriver: string;
  /**
   * What all files of the log may take together, in bytes: Infinity without rotation. Undefined where the driver keeps no
   * such files, or does not tell.
   */
  readonly logLimit: number | undefined;
  /** Where the log is on the host; undefined for drivers that write no file, and before the container ran. */
  readonly logPath: string | undefined;
  /** Where the writable layer is on the host (overlay2); undefined with the containerd image store, which does not say. */
  readonly upperDir: string | undefined;
}

/** A container, an ancestor of containers or another cgroup that is exposed, during one scrape. */
export interface Container {
  /** The `id` label: its cgroup's path, or for a stopped container the path that it would have. */
  readonly id: string;
  /** Undefined while it does not run. */
  readonly cgroup: Cgroup | undefined;
  readonly metadata: ContainerMetadata | undefined;
  /** The source whose metadata it is. */
  readonly source?: string | undefined;
  /** Where no API names it. */
  readonly found?: FoundName | undefined;
  /** Its identity labels (id, name, image, container_label_*, pod, namespace, container), rendered as UTF-8. */
  readonly identity: Uint8Array;
}

export interface RunningContainer extends Container {
  readonly cgroup: Cgroup;
}

export function isRunning(container: Container): container is RunningContainer {
  return container.cgroup !== undefined;
}

/**
 * Who told a container's name: the source whose API did, one that needs none, `cgroup` for its path, `id` where nothing
 * did.
 */
export function namedBy({ metadata, source, found, cgroup }: Omit<Container, 'id' | 'identity'>): string {
  if (metadata) return source ?? metadata.runtime;
  if (found?.name !== undefined) return found.by ?? 'procfs';
  return cgroup?.runtime?.containerName === undefined ? 'id' : 'cgroup';
}
