import type { ContainerMetadata } from './container.js';

/** A container runtime's API (Docker's, or Podman's compatible one): it names what cgroupfs shows. */
export interface RuntimeSource {
  /** The `source` label: `docker` or `podman`. */
  readonly name: string;
  /**
   * What is known now. Never rejects and returns by the deadline: where the API fails, `success` is false, `error` says
   * why, and `containers` is what it last said (so that the names of running containers do not flicker).
   */
  ask(request: RuntimeRequest): Promise<RuntimeAnswer>;
}

export interface RuntimeRequest {
  /** Inodes of the cgroups that run, by container id. A container's inspect is repeated when its inode has changed. */
  readonly inodes: ReadonlyMap<string, number>;
  /** Aborted when the answer is no longer of use. */
  readonly signal: AbortSignal;
}

export interface RuntimeAnswer {
  readonly success: boolean;
  readonly error?: string;
  readonly containers: ReadonlyMap<string, ContainerMetadata>;
  /** Where a stopped container's cgroup would be; undefined until the daemon told. */
  readonly cgroupDriver: 'cgroupfs' | 'systemd' | undefined;
  /** Seconds since the oldest inspect that is used was answered; undefined where none is. */
  readonly oldestInspectAge: number | undefined;
}
