import type { ContainerMetadata } from './container.js';

/**
 * Whose APIs name what cgroupfs shows. All are asked at once, each by itself, and joined by the containers' ids
 * (discovery/claims.ts). To add one:
 *
 * 1. A folder of its own in discovery/ with a function that makes a RuntimeSource: `name`, and `ask`, which keeps what its
 *    comment promises. Where it is shared with other asks, hangs or fails, that is its own affair: discovery/docker/ask/
 *    has what that takes.
 * 2. A line in commands/wire-exporter.ts puts it into the list that the scraper gets.
 * 3. `diskUsage` only where it has images and volumes of its own: such a one is an engine, and goes by the label `engine`
 *    where there are several.
 */
export type RuntimeSources = () => readonly RuntimeSource[];

/** A container runtime's API, such as Docker's or Podman's. */
export interface RuntimeSource {
  /**
   * The `source` label, no other source's: `docker`, `podman`, `podman:1000` for a user's own. May change with the first
   * answer, which tells whose API it is.
   */
  readonly name: string;
  /**
   * What is known now; undefined where no runtime was configured and none is there, which is no failure.
   *
   * Never rejects and returns as soon as the signal is aborted: where the API fails or has not answered, `success` is
   * false, `error` says why, and `containers` is what it last said of those that still run (so that their names do not
   * flicker). A runtime that is known to hang is not waited for again.
   */
  ask(request: RuntimeRequest): Promise<RuntimeAnswer | undefined>;
  /** What an engine's data takes of the disk; undefined for what is no engine. */
  readonly diskUsage?: DiskUsageSource | undefined;
}

export interface RuntimeRequest {
  /** Inodes of the cgroups that run, by container id. A container's inspect is repeated when its inode has changed. */
  readonly inodes: ReadonlyMap<string, number>;
  /** Aborted when the answer is no longer of use. */
  readonly signal: AbortSignal;
}

/** What one of several sources answered. */
export interface SourceAnswer {
  /** Its name, once it has answered. */
  readonly source: string;
  readonly answer: RuntimeAnswer;
}

export interface RuntimeAnswer {
  readonly success: boolean;
  /** Why `success` is false: one line with the host and the reason. */
  readonly error?: string;
  /**
   * Where the containers could be listed: all of them, even when `success` is false for want of some inspects. Else those
   * last known whose cgroup runs, without what may have changed since (state, health); no stopped ones are among them, as
   * nothing says that they are still there.
   */
  readonly containers: ReadonlyMap<string, ContainerMetadata>;
  /** Undefined until the daemon described itself. */
  readonly daemon?: DaemonInfo | undefined;
  /** Where a stopped container's cgroup would be; undefined until the daemon told. */
  readonly cgroupDriver: 'cgroupfs' | 'systemd' | undefined;
  /** Seconds since the oldest inspect that is used was answered; undefined where none is. */
  readonly oldestInspectAge: number | undefined;
}

/** What a daemon says of itself (`GET /info`). */
export interface DaemonInfo {
  /** Its own, such as `20.10.24`. */
  readonly version?: string | undefined;
  /** Where its data lies on the host, such as /var/lib/docker. */
  readonly rootDir: string | undefined;
  /** Such as `overlay2`; `overlayfs` with the containerd image store. */
  readonly storageDriver: string | undefined;
  /** Whether images and writable layers are containerd's, which are not below `rootDir`. */
  readonly containerdStore: boolean;
  /** containerd's socket, such as /run/containerd/containerd.sock. */
  readonly containerdAddress?: string | undefined;
  /** What people set for the daemon as a whole; undefined for Podman, which has no daemon and answers with constants. */
  readonly settings?: DaemonSettings | undefined;
}

/** Undefined: not told. */
export interface DaemonSettings {
  /** Whether containers live on while the daemon is down. */
  readonly liveRestore: boolean | undefined;
  /** A swarm's node can't have live-restore. */
  readonly swarm: boolean | undefined;
  /** Whether the kernel limits the swap of containers. */
  readonly swapLimit: boolean | undefined;
  /** Of new containers, such as `json-file`. */
  readonly logDriver: string | undefined;
}

/** What Docker's data takes of the disk, as `GET /system/df` tells it. Sizes are bytes; undefined where the daemon does not know. */
export interface DiskUsage {
  /** Undefined where the answer has no such part. */
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

/** A line of `docker system df`. */
export interface DiskUsageSummary {
  readonly size: number | undefined;
  readonly reclaimable: number | undefined;
  readonly objects: number;
  readonly active: number;
}

export interface ImageUsage {
  readonly id: string;
  /** Such as `shop/web:1`. An image without one is dangling: `docker image prune` takes it. */
  readonly tags: readonly string[];
  /** Such as `shop/web@sha256:...`, for one that came from or went to a registry. */
  readonly digests: readonly string[];
  readonly size: number | undefined;
  /** What it shares with other images; the rest is its own. */
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

/** Asks for df no more often than the daemon can afford, and never waits for long. */
export interface DiskUsageSource {
  /** Never rejects, and returns within its budget and by the signal. */
  ask(signal: AbortSignal): Promise<DiskUsageAnswer>;
}

export interface DiskUsageAnswer {
  /** The last answer there was, however old. */
  readonly usage: DiskUsage | undefined;
  /** Seconds since it was asked for, and what it took. */
  readonly age: number | undefined;
  readonly duration: number | undefined;
  /** Why the last ask failed; undefined when it did not. An ask that is still under way is no failure. */
  readonly error: string | undefined;
}
