import type { Processes } from '../discovery/cgroup/processes.js';
import type { Cgroup, Container } from '../discovery/container.js';
import type { DaemonInfo, DiskUsageAnswer } from '../discovery/runtime-source.js';
import type { Family, FamilyTemplate } from '../exposition/family.js';
import type { Late } from '../exposition/samples.js';
import type { CgroupReader } from '../kernel/cgroup/cgroup-reader.js';
import type { RootfsReader } from '../kernel/fs/rootfs.js';
import type { MachineCapacity } from '../kernel/proc/machine-capacity.js';
import type { ProcReader } from '../kernel/proc/procfs.js';
import type { SysReader } from '../kernel/sys/sysfs.js';

/**
 * What a collector waits for. The scrape starts it as soon as that is available:
 * - `nothing`: it reads the host's kernel files.
 * - `containers`: the walk over cgroupfs. It reads the containers' kernel files while the runtimes are still being
 * queried.
 * - `runtime`: the runtimes' API answers, or the fact that there are none, or none in time.
 * - `disk-usage`: the disk usage of the engines' data.
 */
export type Needs = keyof Contexts;

/** A collector turns what the kernel or a runtime reports into samples: one topic, turned on and off by its name. */
export interface CollectorOf<N extends Needs> {
  /** As in `--collector.<name>`, `collect[]=<name>` and the `collector` label. Its file has the same name. */
  readonly name: string;
  /** Turned on and off together by `--collector.host`, and selected by `collect[]=host`. */
  readonly group?: 'host';
  /** For `--help` and docs: what it shows. */
  readonly help: string;
  readonly enabledByDefault: boolean;
  readonly needs: N;
  /** Everything it can emit. */
  readonly families: readonly (Family | FamilyTemplate)[];
  collect(scrape: Contexts[N]): void | Promise<void>;
}

export type Collector = { readonly [N in Needs]: CollectorOf<N> }[Needs];

/** Emits a sample; undefined values are left out. `labels` are rendered by exposition/labels.ts. */
export type Emit = (family: Family, value: number | undefined, labels?: string) => void;

/**
 * Emits samples of one container. A late value is computed after the runtime has answered, since it may depend on
 * names.
 */
export type EmitOfContainer = (family: Family, value: number | undefined | Late<Container>, labels?: string) => void;

/** What the host's kernel reports. */
export interface HostContext {
  /** Emits the host's own samples. */
  readonly emit: Emit;
  readonly proc: ProcReader;
  readonly sys: SysReader;
  readonly rootfs: RootfsReader;
  readonly machine: MachineCapacity;
  /** Globs of directories whose `*.prom` files are exposed. */
  readonly textfileDirectories: readonly string[];
  /** Whether another collector or the exporter itself has a family of that name. */
  isTaken(family: string): boolean;
  /** When this scrape began, Unix seconds. */
  readonly now: number;
  /** Aborted when the scrape runs out of time. */
  readonly signal: AbortSignal;
  /** Gives other requests a turn when one is due: await the result, if any. Throws once time is up. */
  breathe(): Promise<void> | undefined;
  /** Records a failure that costs only part of the collector's samples. */
  fail(error: unknown): void;
}

/** Options that make container series match another exporter's. */
export interface ContainerChoices {
  /** Whether containers that share a network (with each other or the host) repeat its series. */
  readonly networkShared: 'once' | 'repeat';
  /** `per-cpu`: where the kernel reports it (v1), container_cpu_usage_seconds_total is per CPU instead of the total. */
  readonly cpuUsage: 'total' | 'per-cpu';
}

export interface CgroupsContext extends HostContext {
  /** All that runs, sorted by path: containers, their ancestors, other exposed cgroups. */
  readonly found: readonly Cgroup[];
  readonly cgroups: CgroupReader;
  readonly choices: ContainerChoices;
  readonly processes: Processes;
  /** The device node (`/dev/sda`) of `major:minor`; undefined if it is not present now. */
  readonly blockDeviceName: (device: string) => string | undefined;
  /**
   * Emits samples with the identity labels of a cgroup or a container, which are joined at the end of the scrape.
   * Samples of a cgroup that is gone by then are dropped: partial figures of a container, or figures from two of its
   * lives, are wrong.
   */
  emitFor(owner: Cgroup | Container): EmitOfContainer;
}

export interface RuntimeContext extends CgroupsContext {
  /** All containers, stopped ones too, and their ancestors; sorted by id. */
  readonly containers: readonly Container[];
  /** Docker, Podman or both, in the order they are queried. */
  readonly engines: readonly Engine[];
}

/** A source that has its own images and volumes, and has answered at least once. */
export interface Engine {
  /** The same as its containers'. */
  readonly source: string;
  /** The value of the `engine` label for this engine's series; undefined, so no label, if it is the only one. */
  readonly label: string | undefined;
  /** Undefined until the engine has described itself. */
  readonly daemon: DaemonInfo | undefined;
}

export interface CountedEngine extends Engine {
  /** Undefined if it could not be queried. */
  readonly diskUsage: DiskUsageAnswer | undefined;
}

export interface DiskUsageContext extends RuntimeContext {
  readonly engines: readonly CountedEngine[];
  /** How many volumes and images are exposed by name; the rest are summed. */
  readonly largestShown: number;
}

export interface Contexts {
  readonly nothing: HostContext;
  readonly containers: CgroupsContext;
  readonly runtime: RuntimeContext;
  readonly 'disk-usage': DiskUsageContext;
}
