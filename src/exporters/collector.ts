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
 * What a collector waits for. The scrape starts it when that is there, and not before:
 * - `nothing`: it reads the host's kernel files.
 * - `containers`: the walk over cgroupfs. It reads the kernel's files of containers while the runtime is still asked.
 * - `runtime`: the answers of the runtimes' APIs, or that there are none, or none in time.
 * - `disk-usage`: what the engines' data takes of the disk.
 */
export type Needs = keyof Contexts;

/** A collector turns what the kernel or the runtime says into samples: one topic, turned on and off by its name. */
export interface CollectorOf<N extends Needs> {
  /** As in `--collector.<name>`, `collect[]=<name>` and the `collector` label. Its file is called so too. */
  readonly name: string;
  /** Turned on and off together by `--collector.host`, and selected by `collect[]=host`. */
  readonly group?: 'host';
  /** For `--help` and docs: what it shows. */
  readonly help: string;
  readonly enabledByDefault: boolean;
  readonly needs: N;
  /** All that it can emit. */
  readonly families: readonly (Family | FamilyTemplate)[];
  collect(scrape: Contexts[N]): void | Promise<void>;
}

export type Collector = { readonly [N in Needs]: CollectorOf<N> }[Needs];

/** Emits a sample; undefined values are left out. `labels` are rendered by exposition/labels.ts. */
export type Emit = (family: Family, value: number | undefined, labels?: string) => void;

/** Emits samples of one container. A late value is asked for once the runtime has answered: what it names may change it. */
export type EmitOfContainer = (family: Family, value: number | undefined | Late<Container>, labels?: string) => void;

/** What the host's kernel tells. */
export interface HostContext {
  /** Emits the host's own samples. */
  readonly emit: Emit;
  readonly proc: ProcReader;
  readonly sys: SysReader;
  readonly rootfs: RootfsReader;
  readonly machine: MachineCapacity;
  /** Globs of the directories whose `*.prom` files are shown. */
  readonly textfileDirectories: readonly string[];
  /** Whether a family by that name is another collector's, or the exporter's own. */
  isTaken(family: string): boolean;
  /** When this scrape began, Unix seconds. */
  readonly now: number;
  /** Aborted when the scrape's time is up. */
  readonly signal: AbortSignal;
  /** Gives other requests a turn when one is due: await what it returns, if anything. Throws once the time is up. */
  breathe(): Promise<void> | undefined;
  /** Notes a failure that costs only a part of the collector's samples. */
  fail(error: unknown): void;
}

/** Where people want the series of containers to be as another exporter's. */
export interface ContainerChoices {
  /** Whether containers that share a network, with each other or the host, repeat its series. */
  readonly networkShared: 'once' | 'repeat';
  /** `per-cpu`: where the kernel tells (v1), container_cpu_usage_seconds_total is of each CPU and not the total. */
  readonly cpuUsage: 'total' | 'per-cpu';
}

export interface CgroupsContext extends HostContext {
  /** Whatever runs, sorted by path: containers, their ancestors, other cgroups that are exposed. */
  readonly found: readonly Cgroup[];
  readonly cgroups: CgroupReader;
  readonly choices: ContainerChoices;
  readonly processes: Processes;
  /** The device node (`/dev/sda`) of `major:minor`; undefined for one that is not there now. */
  readonly blockDeviceName: (device: string) => string | undefined;
  /**
   * Emits samples with the identity labels of a cgroup or a container, which are joined when the scrape ends. Those of a
   * cgroup that is gone by then are left out: half of a container's figures, or those of two of its lives, are wrong.
   */
  emitFor(owner: Cgroup | Container): EmitOfContainer;
}

export interface RuntimeContext extends CgroupsContext {
  /** All containers, stopped ones too, and their ancestors; sorted by id. */
  readonly containers: readonly Container[];
  /** Docker, Podman or both, in the order in which they are asked. */
  readonly engines: readonly Engine[];
}

/** One that has images and volumes of its own, and answered or once did. */
export interface Engine {
  /** As its containers have it. */
  readonly source: string;
  /** The value of the label `engine` for what is this engine's; undefined, so no label, where there is no other. */
  readonly label: string | undefined;
  /** Undefined until it described itself. */
  readonly daemon: DaemonInfo | undefined;
}

export interface CountedEngine extends Engine {
  /** Undefined where it could not be asked. */
  readonly diskUsage: DiskUsageAnswer | undefined;
}

export interface DiskUsageContext extends RuntimeContext {
  readonly engines: readonly CountedEngine[];
  /** How many volumes and images are shown by name; the rest is summed. */
  readonly largestShown: number;
}

export interface Contexts {
  readonly nothing: HostContext;
  readonly containers: CgroupsContext;
  readonly runtime: RuntimeContext;
  readonly 'disk-usage': DiskUsageContext;
}
