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

/** Asks for df no oftener than the daemon can bear, and never waits for long. */
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
