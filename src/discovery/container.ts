/** What the rest of the exporter knows about a container, whatever found or named it. */

/** What cgroupfs shows: something is running here. */
export interface Cgroup {
  /** Path below the hierarchy's root, `/` for the root itself; the same in every v1 hierarchy. cAdvisor's `id`. */
  readonly path: string;
  /** Inode of the directory: a cgroup that was removed and re-created has a different one. */
  readonly inode: number;
  /** No cgroups are inside it. */
  readonly leaf: boolean;
  readonly kind: 'container' | 'ancestor' | 'other';
  /** For containers: the runtime's id, and the runtime. */
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
  /** 64 hex digits; the name itself if the runtime knows its containers only by name. */
  readonly id: string;
  readonly name: RuntimeName;
  /** Kubernetes' pod uid, with dashes, if the path contains one. */
  readonly podUid?: string;
  /** The container's name, if the path contains it. */
  readonly containerName?: string;
}

/** What was found about a running container that no API names. Undefined: unknown. */
export interface FoundName {
  /** The source of the name. */
  readonly by: string | undefined;
  readonly name: string | undefined;
  readonly image: string | undefined;
  /** As in the kubelet; a pod's sandbox has no `container`. */
  readonly pod: string | undefined;
  readonly namespace: string | undefined;
  readonly container: string | undefined;
  /** Set if it says more than the cgroup's path. */
  readonly runtime: RuntimeName | undefined;
}

export interface Pod {
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  /** `Guaranteed`, `Burstable` or `BestEffort`: which determines where its cgroup is. */
  readonly qosClass: string;
}

export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';
export type HealthStatus = 'none' | 'starting' | 'healthy' | 'unhealthy';

/** What a runtime's API reports about one container. Times are Unix seconds. Undefined: not reported. */
export interface ContainerMetadata {
  readonly id: string;
  /** The runtime it belongs to. */
  readonly runtime: CgroupRuntime['name'];
  /** For Kubernetes containers, if its API reports it. */
  readonly pod?: Pod;
  /** Without Docker's leading slash. */
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Names of the volumes mounted in it, each once. */
  readonly volumes: readonly string[];
  /** Undefined while the runtime is not responding. */
  readonly state: ContainerState | undefined;
  readonly created: number | undefined;
  /**
   * Known only after an inspect. An inspect from an earlier life of the container, or from before the runtime stopped
   * responding, keeps only what cannot have changed.
   */
  readonly inspect: ContainerInspect | undefined;
}

export interface ContainerInspect {
  readonly pid: number | undefined;
  /** Docker reports all that is not running (paused, exited) as unhealthy: only meaningful for running containers. */
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
  /** HostConfig.CpuShares; undefined if none was set. */
  readonly cpuShares: number | undefined;
  /** HostConfig.CgroupParent, '' for the daemon's default. */
  readonly cgroupParent: string;
  /** The logging driver, such as `json-file`. */
  readonly logDriver: string;
  /**
   * The maximum size of all log files together, in bytes: Infinity without rotation. Undefined if the driver keeps no
   * such files, or does not report it.
   */
  readonly logLimit: number | undefined;
  /** Where the log is on the host; undefined for drivers that write no file, and before the container first ran. */
  readonly logPath: string | undefined;
  /** Where the writable layer is on the host (overlay2); undefined with the containerd image store, which does not say. */
  readonly upperDir: string | undefined;
}

/** A container, an ancestor of containers or another cgroup that is exposed, during one scrape. */
export interface Container {
  /** The `id` label: its cgroup's path or, for a stopped container, the path it would have. */
  readonly id: string;
  /** Undefined while it does not run. */
  readonly cgroup: Cgroup | undefined;
  readonly metadata: ContainerMetadata | undefined;
  /** The source of its metadata. */
  readonly source?: string | undefined;
  /** Set if no API names it. */
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
 * Where a container's name comes from: a source with an API, one without, `cgroup` for its path, `id` if it has none.
 */
export function namedBy({ metadata, source, found, cgroup }: Omit<Container, 'id' | 'identity'>): string {
  if (metadata) return source ?? metadata.runtime;
  if (found?.name !== undefined) return found.by ?? 'procfs';
  return cgroup?.runtime?.containerName === undefined ? 'id' : 'cgroup';
}
