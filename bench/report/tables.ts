import { type FormName, formTitles } from '../forms.js';
import { type Gate, gatesOf, isFailed, isReached } from '../gates.js';
import type { NodeExporterResult, Results } from '../results.js';
import type { Cost } from '../rounds.js';
import { figure, type Table } from './table.js';

/** The results as tables, by the name of the place that each has in docs/performance.md. */
export function tablesOf(results: Results): ReadonlyMap<string, Table> {
  const tables: [string, Table | undefined][] = [
    // Files on tmpfs say nothing of what a kernel charges.
    ['targets', results.tree === 'real' ? targets(gatesOf(results)) : undefined],
    ['cpu', cpu(results)],
    ['wall', wall(results)],
    ['asked', asked(results)],
    ['size', size(results)],
    ['others', others(results)],
    ['collectors', collectors(results)],
    ['walks', walks(results)],
    ['docker', docker(results)],
  ];
  return new Map(tables.flatMap(([name, table]) => (table ? [[name, table]] : [])));
}

const formNames = Object.keys(formTitles) as FormName[];
const megabytes = (bytes: number) => figure(bytes / 1e6);

function targets(gates: readonly Gate[]): Table {
  return {
    title: 'Targets',
    head: ['What', 'Measured', 'Target', ''],
    rows: gates.map((gate) => [
      gate.what,
      `${figure(gate.measured)} ${gate.unit}`.trim(),
      `<= ${gate.target} ${gate.unit}`.trim(),
      isFailed(gate) ? 'FAILED' : isReached(gate) ? 'reached' : 'missed',
    ]),
  };
}

/** A row for each size; `ms` picks CPU or wall-clock time. */
function costs({ sizes }: Results, title: string, ms: (cost: Cost) => number): Table {
  return {
    title,
    head: ['Containers', 'Limit', 'Read phase', ...formNames.map((name) => formTitles[name])],
    rows: sizes.map(({ containers, limit, readPhase, scrapes }) => [
      String(containers),
      ...[limit, readPhase, ...formNames.map((name) => scrapes[name])].map((cost) => figure(ms(cost))),
    ]),
  };
}

function cpu(results: Results): Table {
  const table = costs(results, 'CPU of a scrape, ms', ({ cpuMs }) => cpuMs);
  return {
    ...table,
    head: [...table.head, 'Read phase / limit', 'Text / limit', 'us per container'],
    rows: results.sizes.map(({ containers, readPhaseToLimit, scrapeToLimit, scrapes }, row) => [
      ...(table.rows[row] ?? []),
      figure(readPhaseToLimit),
      figure(scrapeToLimit.text),
      containers === 0 ? '' : figure((scrapes.text.cpuMs * 1000) / containers),
    ]),
  };
}

const wall = (results: Results): Table => costs(results, 'Duration of a scrape, ms', ({ wallMs }) => wallMs);

function asked({ sizes }: Results): Table {
  return {
    title: 'What a scrape asks of the kernel',
    head: [
      'Containers',
      'Files read',
      '... opened',
      'Reads',
      'Failed opens',
      'stat and the like',
      'Directories listed',
    ],
    rows: sizes.map((size) =>
      [size.containers, size.files, size.opened, size.reads, size.failedOpens, size.looks, size.listedDirectories].map(
        String,
      ),
    ),
  };
}

function size({ sizes }: Results): Table {
  return {
    title: 'Size, memory and health',
    head: [
      'Containers',
      'Samples',
      ...formNames.map((name) => `${formTitles[name]}, MB`),
      'Peak RSS, MB',
      'Healthy p50, ms',
      'Healthy p99, ms',
    ],
    rows: sizes.map(({ containers, samples, scrapes, peakRssBytes, healthy }) => [
      String(containers),
      String(samples),
      ...formNames.map((name) => megabytes(scrapes[name].bytes)),
      megabytes(peakRssBytes),
      figure(healthy.p50Ms),
      figure(healthy.p99Ms),
    ]),
  };
}

function others({ growth, kept, idle, startUp, nodeExporter, atOnce }: Results): Table {
  const perSample = ({ cpuMs }: Cost, samples: number) =>
    `${figure((cpuMs * 1000) / samples)} us a sample (${figure(cpuMs)} ms, ${samples} samples)`;
  const rows: string[][] = [
    [`Time per container at ${growth.to} over that at ${growth.from}`, figure(growth.scrape)],
    ['... of the limit', figure(growth.limit)],
    ['... of a scrape, fixed costs taken off', figure(growth.scrapeWithoutFixed)],
    ...(nodeExporter ? nodeExporterRows(nodeExporter, perSample) : []),
    [
      `Files read by ${atOnce.clients} scrapes at once, at ${atOnce.containers} containers`,
      `${atOnce.filesForAll}; by one: ${atOnce.filesForOne}`,
    ],
    ['... CPU', `${figure(atOnce.all.cpuMs)} ms; of one: ${figure(atOnce.one.cpuMs)} ms`],
    ['... duration', `${figure(atOnce.all.wallMs)} ms; of one: ${figure(atOnce.one.wallMs)} ms`],
    ['Start to ready', `${figure(startUp.readyMs)} ms`],
    [`Start to the end of the first scrape of ${startUp.containers}`, `${figure(startUp.firstScrapeMs)} ms`],
    [
      `Idle, the ${idle.seconds} s after a scrape`,
      `${figure(idle.afterScrape.cpuMs)} ms CPU, ${idle.afterScrape.wakeUps} wake-ups`,
    ],
    [`Idle, the next ${idle.seconds} s`, `${figure(idle.later.cpuMs)} ms CPU, ${idle.later.wakeUps} wake-ups`],
    [
      `Heap before and after ${kept.scrapes} scrapes of ${kept.containers}`,
      `${megabytes(kept.heapBytesBefore)} MB, ${megabytes(kept.heapBytesAfter)} MB`,
    ],
    ['... open files', `${kept.filesBefore}, ${kept.filesAfter}`],
  ];
  return { title: 'Growth, neighbours, start and idleness', head: ['What', 'Measured'], rows };
}

function nodeExporterRows(
  { version, containers, samples, byPrometheus, inARow }: NodeExporterResult,
  perSample: (cost: Cost, samples: number) => string,
): string[][] {
  return [
    [
      `CPU of node_exporter ${version}, asked as by Prometheus every ${byPrometheus.everySeconds} s`,
      perSample(byPrometheus.theirs, samples.theirs),
    ],
    [`... of container-exporter at ${containers} containers`, perSample(byPrometheus.ours, samples.ours)],
    ["... over node_exporter's, per sample", figure(byPrometheus.perSample)],
    [`CPU of node_exporter, asked again and again, without gzip`, perSample(inARow.theirs, samples.theirs)],
    [`... of container-exporter at ${containers} containers`, perSample(inARow.ours, samples.ours)],
    ["... over node_exporter's, per sample", figure(inARow.perSample)],
    ['... of it what the kernel charges, the limit', figure(inARow.limitPerSample)],
  ];
}

function collectors({ collectors }: Results): Table | undefined {
  return (
    collectors && {
      title: 'Cost of each collector',
      head: ['Collector', 'us per container', 'Files per container', 'On by default'],
      rows: collectors.map(({ name, enabledByDefault, usPerContainer, filesPerContainer }) => [
        name,
        figure(Math.max(0, usPerContainer)),
        figure(filesPerContainer),
        enabledByDefault ? 'yes' : 'no',
      ]),
    }
  );
}

function walks({ walks }: Results): Table | undefined {
  return (
    walks && {
      title: 'Finding containers in cgroupfs',
      head: ['Other cgroups', 'Containers', 'CPU, ms'],
      rows: walks.map(({ containers, others, cost }) => [others, String(containers), figure(cost.cpuMs)]),
    }
  );
}

function docker({ docker }: Results): Table | undefined {
  if (!docker) return undefined;
  const { containers, version, first, firstWithout, later, without } = docker;
  return {
    title: `${containers} containers of Docker ${version}`,
    head: ['Scrape', 'CPU of the exporter, ms', 'CPU of the daemon, ms', 'Duration, ms'],
    rows: [
      ['the first: list, and inspect of all', first, first.daemonCpuMs] as const,
      ['the first without the API', firstWithout, undefined] as const,
      ['later ones', later, later.daemonCpuMs] as const,
      ['later ones without the API', without, undefined] as const,
    ].map(([what, cost, daemon]) => [
      what,
      figure(cost.cpuMs),
      daemon === undefined ? '' : figure(daemon),
      figure(cost.wallMs),
    ]),
  };
}
