import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { createProcesses } from '../discovery/cgroup/processes.js';
import type { LabelFilter } from '../discovery/identity.js';
import { joinContainers } from '../discovery/join.js';
import type { NameSource } from '../discovery/names.js';
import type { RuntimeSource, RuntimeSources } from '../discovery/runtime-source.js';
import type { Collector, CollectorOf, ContainerChoices, Needs } from '../exporters/collector.js';
import type { Column } from '../exposition/samples.js';
import { createCgroupV1Reader } from '../kernel/cgroup/cgroup-v1.js';
import { createKeptFiles, mostKeptFiles } from '../kernel/cgroup/kept-files.js';
import { createRootfsReader } from '../kernel/fs/rootfs.js';
import type { AskFilesystem } from '../kernel/fs/statfs.js';
import { createBlockDeviceNames } from '../kernel/proc/diskstats.js';
import { type MachineCapacity, readMachineCapacity } from '../kernel/proc/machine-capacity.js';
import { createProcReader, type ProcReader } from '../kernel/proc/procfs.js';
import { createSysReader, mostKeptSysFiles } from '../kernel/sys/sysfs.js';
import { createComplaints } from './complaints.js';
import { createDeadline } from './deadline.js';
import { containerInodes, createCgroupDiscovery, discoverNames, discoverRuntime, type SourceRun } from './discover.js';
import { createEngines } from './engines.js';
import { createIdentify } from './identify.js';
import { type CollectorRun, runCollector, type Shared } from './run-collector.js';
import { statusColumns } from './status.js';
import { createStory } from './story.js';
import { takenNames } from './taken-names.js';

/** Computes all samples from the current state of the kernel and the runtimes. */
export interface Scraper {
  /** Rejects with the abort reason of the request's signal. */
  scrape(request: ScrapeRequest): Promise<Scraped>;
  /** The outcome of each source's last discovery, for the landing page; empty before the first scrape. */
  sources(): ReadonlyMap<string, SourceStatus>;
}

export interface Scraped {
  readonly columns: readonly Column[];
  /** False if something is missing that more time might have provided. */
  readonly complete: boolean;
}

export interface SourceStatus {
  readonly success: boolean;
  readonly error: string | undefined;
}

export interface ScrapeRequest {
  /** Names of the collectors to run. */
  readonly collectors: ReadonlySet<string>;
  /** When the scrape must be done, in performance.now() time; late collectors are left out. */
  readonly deadline: number;
  /** Aborted when nobody waits for the response any more. */
  readonly signal?: AbortSignal;
}

export interface ScraperOptions {
  readonly config: Pick<Config, 'path' | 'container' | 'cgroupInclude'> & Partial<Pick<Config, 'textfileDirectories'>>;
  readonly collectors: readonly Collector[];
  readonly choices?: ContainerChoices;
  readonly runtimes: RuntimeSources;
  /** They name what no API names; the most trusted first. */
  readonly names?: readonly NameSource[];
  /** How many of an engine's volumes and images are shown by name. */
  readonly largestShown: number;
  readonly labels: LabelFilter;
  /** Asks about filesystems that may hang, if another process should do it. */
  readonly askRemote?: AskFilesystem | undefined;
  /** The same for local disks: this process asks, unless this is set. */
  readonly askLocal?: AskFilesystem | undefined;
  /** Columns about this process itself, such as process_* and nodejs_*. */
  readonly self: () => Promise<readonly Column[]>;
  readonly log: Logger;
}

export function createScraper(options: ScraperOptions): Scraper {
  const { config, runtimes, largestShown, labels, log } = options;
  const engines = createEngines();
  const complaints = createComplaints(log);
  const rootfs = createRootfsReader(config.path.rootfs, { ask: options.askLocal, askRemote: options.askRemote });
  const sys = createSysReader(config.path.sysfs, mostKeptSysFiles());
  const kept = createKeptFiles(mostKeptFiles());
  const discoverCgroups = createCgroupDiscovery(config.path.cgroupfs, config.cgroupInclude);
  let statuses: ReadonlyMap<string, SourceStatus> = new Map();

  async function scrape({ collectors: names, deadline: at, signal }: ScrapeRequest): Promise<Scraped> {
    const deadline = createDeadline(at, signal);
    const story = createStory(log);
    const wanted = options.collectors.filter(({ name }) => names.has(name));
    const runs = new Map<string, Promise<CollectorRun>>();
    const start = <N extends Needs>(collector: CollectorOf<N>, shared: Shared<N>): Promise<CollectorRun> => {
      const run = runCollector(collector, shared, deadline);
      runs.set(collector.name, run);
      return run;
    };
    const that = <N extends Needs>(needs: N) =>
      wanted.filter((collector): collector is Collector & CollectorOf<N> => collector.needs === needs);

    try {
      const proc = createProcReader(config.path.procfs);
      const host = {
        ...{ proc, sys, rootfs, machine: machineOrNothing(proc), now: Date.now() / 1000 },
        textfileDirectories: config.textfileDirectories ?? [],
        isTaken: takenNames(wanted),
      };
      const forContainers = wanted.some(({ needs }) => needs !== 'nothing');
      const found = forContainers ? await discoverCgroups({ proc, breathe: deadline.breathe }) : undefined;
      story.walked(found);

      // Runtimes answer, and daemons compute their disk usage, while the kernel is read.
      const sources = found ? runtimes() : [];
      const inodes = containerInodes(found?.cgroups ?? []);
      const askedOne = (source: RuntimeSource) => discoverRuntime(source, { inodes, signal: deadline.answers });
      const asked = sources.map((source) => ({ source, discovery: askedOne(source) }));
      const counted = engines.count(asked, that('disk-usage').length > 0, deadline.signal);
      // A collector that waits (for a disk, say) does not hold up the others.
      for (const collector of that('nothing')) start(collector, host);

      if (found) kept.keepOnly(found.cgroups.map(({ path }) => path));
      const cgroups = found?.layout?.createReader(kept) ?? createCgroupV1Reader({});
      const ofCgroups = {
        ...host,
        found: found?.cgroups ?? [],
        cgroups,
        choices: options.choices ?? { networkShared: 'once', cpuUsage: 'total' },
        processes: createProcesses(cgroups, proc),
        blockDeviceName: createBlockDeviceNames(proc),
      };
      for (const collector of that('containers')) await start(collector, ofCgroups);
      story.kernelRead();

      const answered = await engines.answered(asked);
      const answers = answered.map(({ run, answer }) => ({ source: run.source, answer }));
      const withoutApi = await discoverNames(found && options.names, ofCgroups.found, answers, {
        ...{ proc, processes: ofCgroups.processes, breathe: deadline.breathe, race: deadline.race },
      });
      const { containers, cut } = joinContainers(ofCgroups.found, answers, {
        ...{ ...config.container, labels, found: withoutApi.found },
      });
      const named = { ...ofCgroups, containers, engines: answered.flatMap(({ engine }) => engine ?? []) };
      const answeredRuns = answered.map(({ run }) => run);
      story.named(containers, answeredRuns);
      for (const collector of that('runtime')) await start(collector, named);

      const countedEngines = await counted;
      const withUsage = { ...named, engines: countedEngines, largestShown };
      for (const collector of that('disk-usage')) await start(collector, withUsage);

      const ended = new Map<string, CollectorRun>();
      for (const { name } of wanted) {
        const run = await runs.get(name);
        if (run) ended.set(name, run);
      }
      sys.closeUnread();
      signal?.throwIfAborted();

      const identify = createIdentify(containers, found?.layout?.walked);
      const columns = [...ended.values()].flatMap(({ samples, late }) => (late ? [] : samples.close(identify)));
      const discoveries = [...(found ? [found.run] : []), ...answeredRuns, ...withoutApi.runs];
      if (found) statuses = noteSources(discoveries);
      for (const [name, { error }] of ended) complaints.report(`collector ${name}`, error);
      story.ended(ended);
      const gaveUp = answered.length > 0 && deadline.answers.aborted;
      return {
        columns: [
          ...columns,
          ...statusColumns(ended, { discoveries, engines: countedEngines, cutTexts: found && cut }),
          ...(await options.self()),
        ],
        complete: !gaveUp && ![...ended.values()].some(({ late }) => late),
      };
    } finally {
      deadline.end();
    }
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

  function machineOrNothing(proc: ProcReader): MachineCapacity {
    try {
      const machine = readMachineCapacity(proc);
      complaints.report('machine', undefined);
      return machine;
    } catch (error) {
      complaints.report('machine', error);
      return { cores: undefined, memory: undefined, swap: undefined, swapFree: undefined, bootTime: undefined };
    }
  }

  return { scrape, sources: () => statuses };
}
