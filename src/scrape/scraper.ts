import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { createProcesses } from '../discovery/cgroup/processes.js';
import type { DiskUsageAnswer, DiskUsageSource } from '../discovery/disk-usage.js';
import type { LabelFilter } from '../discovery/identity.js';
import { joinContainers } from '../discovery/join.js';
import type { RuntimeSource } from '../discovery/runtime-source.js';
import type { Exporter } from '../exporters/collector.js';
import type { Column } from '../exposition/samples.js';
import { createCgroupV1Reader } from '../kernel/cgroup/cgroup-v1.js';
import { createKeptFiles, mostKeptFiles } from '../kernel/cgroup/kept-files.js';
import { createRootfsReader } from '../kernel/fs/rootfs.js';
import { createBlockDeviceNames } from '../kernel/proc/diskstats.js';
import { type Machine, readMachine } from '../kernel/proc/machine-capacity.js';
import { createProcReader, type ProcReader } from '../kernel/proc/procfs.js';
import { createComplaints } from './complaints.js';
import { createDeadline } from './deadline.js';
import { discoverCgroups, discoverRuntime, type RuntimeDiscovery, type SourceRun } from './discover.js';
import { type ExporterRun, type RunContext, runExporter } from './run-exporter.js';
import { statusColumns } from './status.js';

/** Computes all samples anew, from what the kernel and the runtime say now. */
export interface Scraper {
  scrape(request: ScrapeRequest): Promise<readonly Column[]>;
  /** How the last discovery of each source went, for the landing page; empty before the first scrape. */
  sources(): ReadonlyMap<string, SourceStatus>;
}

export interface SourceStatus {
  readonly success: boolean;
  readonly error: string | undefined;
}

export interface ScrapeRequest {
  /** Exporters to run, of the enabled ones. */
  readonly collectors: ReadonlySet<string>;
  /** When the scrape must be done, as performance.now() tells time; exporters that are late are left out. */
  readonly deadline: number;
}

export interface ScraperOptions {
  readonly config: Pick<Config, 'path' | 'container' | 'cgroupInclude'>;
  readonly exporters: readonly Exporter[];
  readonly runtime: RuntimeSource | undefined;
  /** What the runtime's data takes of the disk, and how many volumes and images are shown by name. */
  readonly diskUsage?: { readonly source: DiskUsageSource; readonly largestShown: number } | undefined;
  readonly labels: LabelFilter;
  /** Columns about this process itself, such as process_* and nodejs_*. */
  readonly self: () => Promise<readonly Column[]>;
  readonly log: Logger;
}

export function createScraper(options: ScraperOptions): Scraper {
  const { config, exporters, runtime, diskUsage, labels, log } = options;
  const complaints = createComplaints(log);
  const rootfs = createRootfsReader(config.path.rootfs);
  const kept = createKeptFiles(mostKeptFiles());
  let sources: ReadonlyMap<string, SourceStatus> = new Map();

  async function scrape({ collectors, deadline: at }: ScrapeRequest): Promise<readonly Column[]> {
    const deadline = createDeadline(at);
    try {
      const proc = createProcReader(config.path.procfs);
      const machine = machineOrNothing(proc);
      const now = Date.now() / 1000;
      const wanted = exporters.filter(({ name }) => collectors.has(name));
      const ofHost = wanted.filter(({ scope }) => scope === 'host');
      const ofContainers = wanted.filter(({ scope }) => scope !== 'host');

      const found = ofContainers.length > 0 ? discoverCgroups(config.path.cgroupfs, config.cgroupInclude) : undefined;
      // The runtime thinks while the host is read.
      const asked = found && discoverRuntime(runtime, found.cgroups, deadline.signal);
      const usage = askDiskUsage(asked, ofContainers, deadline.signal);
      if (found) kept.keepOnly(found.cgroups.map(({ path }) => path));
      const cgroups = found?.layout?.createReader(kept) ?? createCgroupV1Reader({});
      const context: Omit<RunContext, 'containers' | 'answers'> = {
        deadline,
        largestShown: diskUsage?.largestShown ?? 0,
        host: { proc, rootfs, machine, now, signal: deadline.signal },
        cgroup: {
          proc,
          rootfs,
          machine,
          now,
          cgroups,
          processes: createProcesses(cgroups, proc),
          blockDeviceName: createBlockDeviceNames(proc),
        },
      };
      // One that waits (for a disk, say) must not hold up the others.
      const unanswered = { daemon: undefined, diskUsage: undefined };
      const hostRuns = ofHost.map((exporter) =>
        runExporter(exporter, { ...context, containers: [], answers: unanswered }),
      );
      const answered = await asked;
      const containers = joinContainers(found?.cgroups ?? [], answered?.answer, {
        ...config.container,
        labels,
      });
      const runs = new Map<Exporter, ExporterRun>();
      const daemon = answered?.answer?.daemon;
      // What waits for df comes last, so that the daemon has had time for it.
      for (const exporter of ofContainers.toSorted((a, b) => Number(needsUsage(a)) - Number(needsUsage(b)))) {
        const answers = { daemon, diskUsage: needsUsage(exporter) ? await usage : undefined };
        runs.set(exporter, await runExporter(exporter, { ...context, containers, answers }));
      }
      for (const [i, run] of (await Promise.all(hostRuns)).entries()) runs.set(ofHost[i] as Exporter, run);

      const discoveries = [found?.run, answered?.run].filter((run) => run !== undefined);
      if (found) sources = noteSources(discoveries);
      for (const [{ name }, { error }] of runs) complaints.report(`collector ${name}`, error);
      return [
        ...wanted.flatMap((exporter) => runs.get(exporter)?.columns ?? []),
        ...statusColumns(runs, discoveries, await usage),
        ...(await options.self()),
      ];
    } finally {
      deadline.end();
    }
  }

  /** Asks only a daemon that answers, and only for those that need it. */
  async function askDiskUsage(
    asked: Promise<RuntimeDiscovery> | undefined,
    wanted: readonly Exporter[],
    signal: AbortSignal,
  ): Promise<DiskUsageAnswer | undefined> {
    if (!diskUsage || !wanted.some(needsUsage)) return undefined;
    const discovery = await asked;
    return discovery?.answer && diskUsage.source.ask(signal);
  }

  function noteSources(runs: readonly SourceRun[]): ReadonlyMap<string, SourceStatus> {
    for (const { source, error } of runs) complaints.report(`discovery by ${source}`, error);
    return new Map(
      runs.map(({ source, error }) => [
        source,
        { success: error === undefined, error: error instanceof Error ? error.message : error?.toString() },
      ]),
    );
  }

  function machineOrNothing(proc: ProcReader): Machine {
    try {
      const machine = readMachine(proc);
      complaints.report('machine', undefined);
      return machine;
    } catch (error) {
      complaints.report('machine', error);
      return { cores: undefined, memory: undefined, swap: undefined, swapFree: undefined, bootTime: undefined };
    }
  }

  return { scrape, sources: () => sources };
}

const needsUsage = ({ needsDiskUsage }: Exporter): boolean => needsDiskUsage ?? false;
