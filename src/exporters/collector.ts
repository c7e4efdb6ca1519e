import type { Processes } from '../discovery/cgroup/processes.js';
import type { Container, RunningContainer } from '../discovery/container.js';
import type { DiskUsageAnswer } from '../discovery/disk-usage.js';
import type { DaemonInfo } from '../discovery/runtime-source.js';
import type { Family, FamilyTemplate } from '../exposition/family.js';
import type { CgroupReader } from '../kernel/cgroup/cgroup-reader.js';
import type { RootfsReader } from '../kernel/fs/rootfs.js';
import type { Machine } from '../kernel/proc/machine-capacity.js';
import type { ProcReader } from '../kernel/proc/procfs.js';

/** An exporter turns what the kernel or the runtime says into samples: one topic each, turned on and off by its name. */
interface ExporterBase {
  /** As in `--collector.<name>`, `collect[]=<name>` and the `collector` label. */
  readonly name: string;
  /** For `--help` and docs: what it shows. */
  readonly help: string;
  readonly enabledByDefault: boolean;
  readonly families: readonly (Family | FamilyTemplate)[];
  /** Whether it looks at `diskUsage`: the daemon is asked for it only when such an exporter runs. */
  readonly needsDiskUsage?: true;
}

/** Emits a sample; undefined values are left out. `labels` are rendered by exposition/labels.ts. */
export type Emit = (family: Family, value: number | undefined, labels?: string) => void;

/** Called for each container in turn; what it emits gets the container's identity labels. */
export interface ContainerExporter extends ExporterBase {
  readonly scope: 'container';
  /** Stopped containers come too. */
  collect(container: Container, context: ContainerContext): void;
}

/** As ContainerExporter, for what cgroupfs and procfs tell: called for whatever runs, ancestors and other cgroups too. */
export interface CgroupExporter extends ExporterBase {
  readonly scope: 'cgroup';
  collect(container: RunningContainer, context: ContainerContext): void;
}

/** For what takes a look at all containers before it can say something of one. */
export interface AllCgroupsExporter extends ExporterBase {
  readonly scope: 'all-cgroups';
  /** Yields wherever the scrape may let others run, which `each` does. */
  collect(containers: readonly RunningContainer[], context: AllCgroupsContext): Generator<void>;
}

/** Called once a scrape. */
export interface HostExporter extends ExporterBase {
  readonly scope: 'host';
  collect(context: HostContext): void | Promise<void>;
}

/** Called once a scrape, after the runtime's API has answered: for what is the daemon's and not one container's. */
export interface DaemonExporter extends ExporterBase {
  readonly scope: 'daemon';
  collect(context: DaemonContext): void | Promise<void>;
}

export type Exporter = ContainerExporter | CgroupExporter | AllCgroupsExporter | HostExporter | DaemonExporter;

/** What the runtime's API tells beside its containers. */
export interface DaemonAnswers {
  /** Undefined until the daemon described itself. */
  readonly daemon: DaemonInfo | undefined;
  /** Undefined without a daemon, and for exporters that don't say that they need it. */
  readonly diskUsage: DiskUsageAnswer | undefined;
}

export interface ContainerContext extends DaemonAnswers {
  readonly emit: Emit;
  readonly cgroups: CgroupReader;
  readonly proc: ProcReader;
  readonly rootfs: RootfsReader;
  readonly processes: Processes;
  /** The device node (`/dev/sda`) of `major:minor`; undefined for one that is not there now. */
  readonly blockDeviceName: (device: string) => string | undefined;
  readonly machine: Machine;
  /** When this scrape began, Unix seconds. */
  readonly now: number;
}

export interface AllCgroupsContext extends Omit<ContainerContext, 'emit'> {
  /** Does some work for each container; what fails for one of them hurts only that one. */
  each(
    containers: readonly RunningContainer[],
    work: (container: RunningContainer, emit: Emit) => void,
  ): Generator<void>;
}

export interface HostContext {
  readonly emit: Emit;
  readonly proc: ProcReader;
  readonly rootfs: RootfsReader;
  readonly machine: Machine;
  readonly now: number;
  /** Aborted when the scrape's time is up. */
  readonly signal: AbortSignal;
}

export interface DaemonContext extends HostContext, DaemonAnswers {
  /** All containers, stopped ones too, and their ancestors. */
  readonly containers: readonly Container[];
  /** Emits samples that carry the container's identity labels. */
  emitFor(container: Container): Emit;
  /** How many volumes and images are shown by name; the rest is summed. */
  readonly largestShown: number;
}
