import type { FormName } from './forms.js';
import type { Cost } from './rounds.js';

/** All that was measured, as it is in the JSON file. Costs are medians of the rounds. */
export interface Results {
  readonly quick: boolean;
  readonly machine: Machine;
  /** Real cgroups, or files generated from a recorded host: then figures say nothing of a kernel, and nothing is gated. */
  readonly tree: 'real' | 'generated';
  readonly sizes: readonly SizeResult[];
  /** Per container, without what a scrape costs with none: of the largest size, over that of the size it is compared to. */
  readonly growth: GrowthResult;
  readonly kept: KeptResult;
  readonly idle: IdleResult;
  readonly startUp: StartUpResult;
  readonly nodeExporter: NodeExporterResult | undefined;
  readonly atOnce: AtOnceResult;
  readonly collectors: readonly CollectorResult[] | undefined;
  readonly walks: readonly WalkResult[] | undefined;
  readonly docker: DockerResult | undefined;
}

export interface Machine {
  readonly cores: number;
  readonly memoryBytes: number;
  readonly kernel: string;
  readonly architecture: string;
  readonly node: string;
  readonly cgroupVersion: string;
}

export interface SizeResult {
  readonly containers: number;
  /** What one scrape asks of the filesystem. */
  readonly files: number;
  /** Of these files, those that were not open before. */
  readonly opened: number;
  readonly reads: number;
  readonly failedOpens: number;
  readonly looks: number;
  readonly listedDirectories: number;
  readonly limit: Cost;
  readonly readPhase: Cost;
  readonly scrapes: Readonly<Record<FormName, Cost & { readonly bytes: number }>>;
  /** Medians of the rounds' ratios of CPU time: to the limit. */
  readonly readPhaseToLimit: number;
  readonly scrapeToLimit: Readonly<Record<FormName, number>>;
  readonly samples: number;
  readonly peakRssBytes: number;
  readonly healthy: { readonly p50Ms: number; readonly p99Ms: number; readonly requests: number };
}

export interface GrowthResult {
  readonly from: number;
  readonly to: number;
  /** Whole time per container. */
  readonly scrape: number;
  readonly limit: number;
  /** The same without what a scrape costs with no containers at all. */
  readonly scrapeWithoutFixed: number;
}

export interface KeptResult {
  readonly containers: number;
  readonly scrapes: number;
  readonly heapBytesBefore: number;
  readonly heapBytesAfter: number;
  readonly filesBefore: number;
  readonly filesAfter: number;
}

export interface IdleResult {
  readonly seconds: number;
  /** Just after a scrape: the connection is closed, and V8 may clean up. */
  readonly afterScrape: { readonly cpuMs: number; readonly wakeUps: number };
  readonly later: { readonly cpuMs: number; readonly wakeUps: number };
}

export interface StartUpResult {
  readonly containers: number;
  readonly readyMs: number;
  readonly firstScrapeMs: number;
}

export interface NodeExporterResult {
  readonly version: string;
  readonly containers: number;
  readonly samples: { readonly theirs: number; readonly ours: number };
  /** As Prometheus asks: with its headers, so that both compress, and with pauses. */
  readonly byPrometheus: Comparison & { readonly everySeconds: number };
  /** One request after the other, without compression. */
  readonly inARow: Comparison & {
    /** The limit's CPU time per sample over theirs: had we but to read, and nothing to do beside. */
    readonly limitPerSample: number;
  };
}

export interface Comparison {
  readonly theirs: Cost;
  readonly ours: Cost;
  /** Our CPU time per sample over theirs. */
  readonly perSample: number;
}

export interface AtOnceResult {
  readonly containers: number;
  readonly clients: number;
  readonly filesForOne: number;
  readonly filesForAll: number;
  readonly one: Cost;
  readonly all: Cost;
}

export interface CollectorResult {
  readonly name: string;
  readonly enabledByDefault: boolean;
  readonly usPerContainer: number;
  readonly filesPerContainer: number;
}

export interface WalkResult {
  readonly containers: number;
  readonly others: string;
  readonly cost: Cost;
}

export interface DockerResult {
  readonly containers: number;
  readonly version: string;
  /** The exporter's CPU, the daemon's CPU and the time a scrape took. */
  readonly first: Cost & { readonly daemonCpuMs: number };
  readonly firstWithout: Cost;
  readonly later: Cost & { readonly daemonCpuMs: number };
  readonly without: Cost;
}
