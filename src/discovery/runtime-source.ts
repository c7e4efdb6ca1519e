import type { ContainerMetadata, Pod } from './container.js';

/**
 * The APIs that name what cgroupfs shows. All are queried in parallel, each on its own, and joined by container id
 * (discovery/claims.ts). To add one:
 *
 * 1. A folder of its own in discovery/ with a function that makes a RuntimeSource: `name`, and `ask`, which keeps its
 *    comment's promises. Sharing calls, hangs and failures are its own business: discovery/docker/ask/ has what that
 *    takes.
 * 2. A line in commands/wire-exporter.ts adds it to the list that the scraper gets.
 * 3. `diskUsage` only if it has its own images and volumes: such a source is an engine, and has the label `engine` if
 *    there are several.
 */
export type RuntimeSources = () => readonly RuntimeSource[];

/** A container runtime's API, such as Docker's or Podman's. */
export interface RuntimeSource {
  /**
   * The `source` label, unique: `docker`, `podman`, `podman:1000` for a user's own. May change with the first answer,
   * which says which API it is.
   */
  readonly name: string;
  /**
   * What is known now; undefined if no runtime was configured and none is present, which is not a failure.
   *
   * Never rejects and returns as soon as the signal is aborted: if the API fails or has not answered, `success` is
   * false, `error` says why, and `containers` is what it last reported about those that still run (so that their names
   * do not flicker). A runtime known to hang is not waited for again.
   */
  ask(request: RuntimeRequest): Promise<RuntimeAnswer | undefined>;
  /** The disk usage of an engine's data; undefined for a source that is not an engine. */
  readonly diskUsage?: DiskUsageSource | undefined;
}

export interface RuntimeRequest {
  /** Inodes of running cgroups, by container id. A container is inspected again when its inode has changed. */
  readonly inodes: ReadonlyMap<string, number>;
  /** Aborted when the answer is no longer needed. */
  readonly signal: AbortSignal;
}

/** The answer of one of several sources. */
export interface SourceAnswer {
  /** Its name, once it has answered. */
  readonly source: string;
  readonly answer: RuntimeAnswer;
}

export interface RuntimeAnswer {
  readonly success: boolean;
  /** Why `success` is false, in one line with the host and the reason. */
  readonly error?: string;
  /**
   * If containers could be listed: all of them, even when `success` is false because some inspects are missing.
   * Otherwise the last known ones whose cgroup runs, without what may have changed since (state, health), and no
   * stopped ones, as nothing says that they still exist.
   */
  readonly containers: ReadonlyMap<string, ContainerMetadata>;
  /** Kubernetes' pods, by uid; including those whose containers have no id yet. */
  readonly pods?: ReadonlyMap<string, Pod>;
  /** Undefined until the daemon has described itself. */
  readonly daemon?: DaemonInfo | undefined;
  /** Where a stopped container's cgroup would be; undefined until the daemon has reported it. */
  readonly cgroupDriver: 'cgroupfs' | 'systemd' | undefined;
  /** Seconds since the oldest inspect in use was answered; undefined if none is in use. */
  readonly oldestInspectAge: number | undefined;
}

/** What a daemon reports about itself (`GET /info`). */
export interface DaemonInfo {
  /** Its own version, such as `20.10.24`. */
  readonly version?: string | undefined;
  /** Where its data is on the host, such as /var/lib/docker. */
  readonly rootDir: string | undefined;
  /** Such as `overlay2`; `overlayfs` with the containerd image store. */
  readonly storageDriver: string | undefined;
  /** Whether containerd has the images and writable layers, which are then not below `rootDir`. */
  readonly containerdStore: boolean;
  /** containerd's socket, such as /run/containerd/containerd.sock. */
  readonly containerdAddress?: string | undefined;
  /** Daemon-wide settings; undefined for Podman, which has no daemon and answers with constants. */
  readonly settings?: DaemonSettings | undefined;
}

/** Undefined: not reported. */
export interface DaemonSettings {
  /** Whether containers live on while the daemon is down. */
  readonly liveRestore: boolean | undefined;
  /** A swarm node can't have live-restore. */
  readonly swarm: boolean | undefined;
  /** Whether the kernel can limit containers' swap. */
  readonly swapLimit: boolean | undefined;
  /** For new containers, such as `json-file`. */
  readonly logDriver: string | undefined;
}

/** The disk usage of Docker's data, from `GET /system/df`. Sizes are bytes; undefined if the daemon does not know. */
export interface DiskUsage {
  /** Undefined if the answer has no such part. */
  readonly images: DiskUsageSummary | undefined;
  readonly containers: DiskUsageSummary | undefined;
  readonly volumes: DiskUsageSummary | undefined;
  /** Undefined also for a daemon without a build cache (Podman). */
  readonly buildCache: DiskUsageSummary | undefined;
  readonly imageItems: readonly ImageUsage[];
  readonly volumeItems: readonly VolumeUsage[];
  /** Sizes of writable layers, by container id. */
  readonly writableLayers: ReadonlyMap<string, number>;
}

/** One line of `docker system df`. */
export interface DiskUsageSummary {
  readonly size: number | undefined;
  readonly reclaimable: number | undefined;
  readonly objects: number;
  readonly active: number;
}

export interface ImageUsage {
  readonly id: string;
  /** Such as `shop/web:1`. An image without one is dangling: `docker image prune` removes it. */
  readonly tags: readonly string[];
  /** Such as `shop/web@sha256:...`, for an image pulled from or pushed to a registry. */
  readonly digests: readonly string[];
  readonly size: number | undefined;
  /** Bytes shared with other images; the rest is its own. */
  readonly sharedSize: number | undefined;
  /** How many containers use it. */
  readonly containers: number | undefined;
}

export interface VolumeUsage {
  readonly name: string;
  readonly driver: string;
  /** Where it is on the host. */
  readonly mountpoint: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly size: number | undefined;
  /** How many containers use it. */
  readonly references: number | undefined;
}

/** Requests df no more often than the daemon can afford, and never waits long. */
export interface DiskUsageSource {
  /** Never rejects, and returns within its budget or when the signal is aborted. */
  ask(signal: AbortSignal): Promise<DiskUsageAnswer>;
}

export interface DiskUsageAnswer {
  /** The last answer, however old. */
  readonly usage: DiskUsage | undefined;
  /** Seconds since it was requested, and how long it took. */
  readonly age: number | undefined;
  readonly duration: number | undefined;
  /** Why the last request failed; undefined if it did not. A request in progress is not a failure. */
  readonly error: string | undefined;
}
