import { peakRss } from '../../test/support/process-figures.js';
import { type FormName, forms } from '../forms.js';
import type { SizeResult } from '../results.js';
import { type Cost, interleave, type Measure, medianCost, ratio } from '../rounds.js';
import { quantile } from '../statistics.js';
import { type Client, countSamples } from './requests.js';
import type { Subject } from './subject.js';

export type SubjectCosts = ReadonlyMap<'limit' | 'readPhase' | FormName, readonly Cost[]>;

/** All subjects of all sizes in turn. The answer has them in the same order. */
export async function measureCosts(subjects: readonly Subject[], rounds: number): Promise<SubjectCosts[]> {
  const all = new Map<string, Measure>();
  for (const [i, { measures }] of subjects.entries()) {
    for (const [name, measure] of measures) all.set(`${i} ${name}`, measure);
  }
  const costs = await interleave(rounds, all);
  return subjects.map(
    ({ measures }, i) => new Map([...measures.keys()].map((name) => [name, costs.get(`${i} ${name}`) ?? []])),
  );
}

export interface SizeOptions {
  readonly scraper: Client;
  readonly prober: Client;
  /** How long health is asked for while scrapes follow each other. */
  readonly probeMs: number;
}

export async function sizeResult(
  { tree, recording, exporter }: Subject,
  costs: SubjectCosts,
  { scraper, prober, probeMs }: SizeOptions,
): Promise<SizeResult> {
  const of = (name: 'limit' | 'readPhase' | FormName) => costs.get(name) ?? [];
  const url = `${exporter.url}/metrics`;
  const names = Object.keys(forms) as FormName[];
  const bytes = new Map<FormName, number>();
  for (const name of names) bytes.set(name, (await scraper.ask({ url, headers: forms[name], times: 1 })).bytes);
  const byForm = <T>(figure: (name: FormName) => T) =>
    Object.fromEntries(names.map((name) => [name, figure(name)])) as Record<FormName, T>;

  const scraping = scraper.ask({ url, headers: forms.textGzip, forMs: probeMs + 200 });
  const { wallMs } = await prober.ask({ url: `${exporter.url}/-/healthy`, forMs: probeMs, pauseMs: 1 });
  await scraping;

  return {
    containers: tree.containers,
    files: recording.files.length,
    opened: recording.files.filter(({ opened }) => opened).length,
    reads: recording.files.reduce((sum, { reads }) => sum + reads, 0),
    failedOpens: recording.failedOpens.length,
    looks: recording.looks,
    listedDirectories: recording.listedDirectories,
    limit: medianCost(of('limit')),
    readPhase: medianCost(of('readPhase')),
    scrapes: byForm((name) => ({ ...medianCost(of(name)), bytes: bytes.get(name) ?? 0 })),
    readPhaseToLimit: ratio(of('readPhase'), of('limit')),
    scrapeToLimit: byForm((name) => ratio(of(name), of('limit'))),
    samples: await countSamples(url),
    peakRssBytes: peakRss(exporter.pid),
    healthy: { p50Ms: quantile(wallMs, 0.5), p99Ms: quantile(wallMs, 0.99), requests: wallMs.length },
  };
}
