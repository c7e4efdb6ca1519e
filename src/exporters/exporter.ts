import type { Container } from '../discovery/container.js';
import type { Family, FamilyTemplate } from '../exposition/family.js';
import type { CgroupReader } from '../kernel/cgroup.js';
import type { Machine } from '../kernel/machine.js';
import type { ProcReader } from '../kernel/proc.js';

/** An exporter turns what the kernel or the runtime says into samples: one topic each, turned on and off by its name. */
interface ExporterBase {
  /** As in `--collector.<name>`, `collect[]=<name>` and the `collector` label. */
  readonly name: string;
  /** For `--help` and docs: what it shows. */
  readonly help: string;
  readonly enabledByDefault: boolean;
  readonly families: readonly (Family | FamilyTemplate)[];
}

/** Emits a sample; undefined values are left out. `labels` are rendered by exposition/labels.ts. */
export type Emit = (family: Family, value: number | undefined, labels?: string) => void;

/** Called for each container in turn; what it emits gets the container's identity labels. */
export interface ContainerExporter extends ExporterBase {
  readonly scope: 'container';
  collect(container: Container, context: ContainerContext): void;
}

/** Called once a scrape. */
export interface HostExporter extends ExporterBase {
  readonly scope: 'host';
  collect(context: HostContext): void | Promise<void>;
}

export type Exporter = ContainerExporter | HostExporter;

export interface ContainerContext {
  readonly emit: Emit;
  readonly cgroups: CgroupReader;
  readonly proc: ProcReader;
  readonly machine: Machine;
  /** When this scrape began, Unix seconds. */
  readonly now: number;
}

export interface HostContext {
  readonly emit: Emit;
  readonly proc: ProcReader;
  readonly machine: Machine;
  readonly now: number;
  /** Aborted when the scrape's time is up. */
  readonly signal: AbortSignal;
}
