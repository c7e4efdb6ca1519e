import { cpuMs } from '../../test/support/process-figures.js';
import { type Exporter, startExporter } from '../exporter.js';
import { type FormName, forms } from '../forms.js';
import type { Answer, Order } from '../inside/read-phase.js';
import type { Recording } from '../inside/record-reads.js';
import { type InsideProcess, startInside } from '../inside-process.js';
import { limitCost } from '../limit.js';
import { flagsOfStart } from '../node-flags.js';
import { recordScrape } from '../recorder.js';
import type { Cost, Measure } from '../rounds.js';
import { median } from '../statistics.js';
import type { Tree } from '../tree/tree.js';
import { type Client, requestCost } from './requests.js';

/** An exporter with its tree, and the ways in which it is measured. */
export interface Subject {
  readonly tree: Tree;
  readonly recording: Recording;
  readonly exporter: Exporter;
  readonly measures: ReadonlyMap<'limit' | 'readPhase' | FormName, Measure>;
  stop(): Promise<void>;
}

export const exporterFlags = (tree: Tree): string[] => ['--docker.host=none', '--log.level=info', ...tree.flags];

/** Containers that are read in one go, so that each measurement takes some tenths of a second. */
export const containersInOneGo = 1_500;
/** V8 compiles what has run often; then a scrape costs what it costs from then on. */
export const containersToWarmUp = 24_000;

export const times = (containers: number, inAll: number, most: number): number =>
  Math.min(most, Math.max(3, Math.round(inAll / (containers + 50))));

export async function startSubject(tree: Tree, dist: string, client: Client): Promise<Subject> {
  const flags = exporterFlags(tree);
  const recording = await recordScrape({ dist, flags });
  const exporter = await startExporter({ dist, flags });
  const readPhase = await startInside<Order, Answer>('read-phase.ts', [dist, ...flags], flagsOfStart());
  const inOneGo = times(tree.containers, containersInOneGo, 50);
  const warmUp = times(tree.containers, containersToWarmUp, 400);
  const url = `${exporter.url}/metrics`;
  for (const headers of Object.values(forms)) await client.ask({ url, headers, times: Math.ceil(warmUp / 4) });
  await readPhase.ask({ what: 'scrape', times: warmUp });

  const measures = new Map<'limit' | 'readPhase' | FormName, Measure>();
  measures.set('limit', limitCost(recording.files, inOneGo));
  measures.set('readPhase', readPhaseCost(readPhase, 'scrape', inOneGo));
  for (const [name, headers] of Object.entries(forms) as [FormName, (typeof forms)[FormName]][]) {
    measures.set(name, requestCost(client, exporter.pid, { url, headers, times: inOneGo }));
  }
  return {
    ...{ tree, recording, exporter, measures },
    async stop() {
      readPhase.stop();
      await exporter.stop();
    },
  };
}

export function readPhaseCost(process: InsideProcess<Order, Answer>, what: Order['what'], times: number): Measure {
  return async (): Promise<Cost> => {
    const before = cpuMs(process.pid);
    const { wallMs } = await process.ask({ what, times });
    return { cpuMs: (cpuMs(process.pid) - before) / times, wallMs: median(wallMs) };
  };
}
