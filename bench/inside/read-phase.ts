import type * as catalogue from '../../src/catalogue.js';
import type * as cli from '../../src/cli/command-line.js';
import type * as paths from '../../src/cli/paths.js';
import type * as smallHeap from '../../src/commands/small-heap.js';
import type * as labelFilter from '../../src/discovery/identity.js';
import type * as procNames from '../../src/discovery/procfs/proc-names.js';
import type * as procfs from '../../src/kernel/proc/procfs.js';
import type * as logging from '../../src/log.js';
import type * as discover from '../../src/scrape/discover.js';
import type * as scrape from '../../src/scrape/scraper.js';
import type * as selfMetrics from '../../src/scrape/self-metrics.js';
import { answerOrders } from './answer-orders.js';

/**
 * The exporter's built modules without its HTTP side and its writer: a scrape up to the columns of samples, or the walk
 * over cgroupfs alone. Arguments: the folder of the build, then the exporter's flags.
 */
export interface Order {
  readonly what: 'scrape' | 'walk';
  readonly times: number;
}

export interface Answer {
  /** Of each. */
  readonly wallMs: number[];
  /** In the last one. */
  readonly samples: number;
}

const [dist, ...flags] = process.argv.slice(2);
const built = async <Module>(file: string) => (await import(`file://${dist}/${file}.js`)) as Module;

const { collectors } = await built<typeof catalogue>('catalogue');
const { probePath } = await built<typeof paths>('cli/paths');
const { readCommandLine } = await built<typeof cli>('cli/command-line');
const { createLabelFilter } = await built<typeof labelFilter>('discovery/identity');
const { createLog } = await built<typeof logging>('log');
const { createCgroupDiscovery } = await built<typeof discover>('scrape/discover');
const { createProcNames } = await built<typeof procNames>('discovery/procfs/proc-names');
const { createProcReader } = await built<typeof procfs>('kernel/proc/procfs');
const { createScraper } = await built<typeof scrape>('scrape/scraper');
const { createSelfReader } = await built<typeof selfMetrics>('scrape/self-metrics');
const { keepHeapSmall } = await built<typeof smallHeap>('commands/small-heap');

keepHeapSmall();

const command = readCommandLine({ argv: flags, env: {}, probe: probePath, collectors, version: 'bench' });
if (command.kind !== 'serve') throw new Error(`${flags.join(' ')}: ${JSON.stringify(command)}`);
const { config } = command;
const log = createLog(config.log);
const scraper = createScraper({
  config,
  collectors,
  runtimes: () => [],
  largestShown: 0,
  names: [createProcNames()],
  labels: createLabelFilter(config.container.labels),
  self: createSelfReader({ version: 'bench', processMetrics: config.web.exporterMetrics, log }),
  log,
});

async function scrapeOnce(): Promise<number> {
  const { columns } = await scraper.scrape({ collectors: config.collectors, deadline: performance.now() + 60_000 });
  return columns.reduce((sum, { values }) => sum + values.length, 0);
}

const discoverCgroups = createCgroupDiscovery(config.path.cgroupfs, config.cgroupInclude);

async function walkOnce(): Promise<number> {
  const { run, cgroups } = await discoverCgroups({
    ...{ proc: createProcReader(config.path.procfs), breathe: () => undefined },
  });
  if (run.error !== undefined) throw run.error;
  return cgroups.length;
}

answerOrders(async ({ what, times }: Order): Promise<Answer> => {
  const wallMs: number[] = [];
  let samples = 0;
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    samples = what === 'scrape' ? await scrapeOnce() : await walkOnce();
    wallMs.push(performance.now() - began);
  }
  return { wallMs, samples };
});
