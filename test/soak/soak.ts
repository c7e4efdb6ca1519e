import { randomBytes } from 'node:crypto';
import { connectEngine, localDockerHost } from '../support/real/engine.js';
import { scrape, serveExporter } from '../support/real/exporter-process.js';
import { missingEngine } from '../support/real/requirements.js';
import { createCgroupTree } from './cgroup-tree.js';
import { churnCgroups, settle } from './churn.js';
import { churnContainers } from './docker-churn.js';
import type { Population } from './population.js';
import { takeSnapshot } from './snapshot.js';
import { judge, type Wrong } from './verdict.js';

export interface SoakOptions {
  readonly seconds: number;
  /** Told after each scrape. */
  readonly progress?: (report: SoakReport) => void;
  /** Aborted to end it early. */
  readonly signal?: AbortSignal;
}

export interface SoakReport {
  readonly scrapes: number;
  readonly checks: number;
  /** Containers and cgroups like them that this run has started. */
  readonly containers: number;
  readonly wrong: readonly Wrong[];
  /** Whether Docker's containers were among them. */
  readonly docker: boolean;
}

/**
 * Scrapes the built exporter again and again while containers come and go, and compares each scrape with what the kernel's
 * files say right before and after it. This reader and the exporter have no line of code in common. Needs root.
 */
export async function soak({ seconds, progress, signal }: SoakOptions): Promise<SoakReport> {
  const run = randomBytes(3).toString('hex');
  const population: Population = new Map();
  const stop = new AbortController();
  const engine = connectEngine(localDockerHost);
  const docker = (await missingEngine(engine)) === undefined;
  const report = { scrapes: 0, checks: 0, containers: 0, wrong: [] as Wrong[], docker };
  const exporter = await serveExporter(docker ? [`--docker.host=${localDockerHost}`] : ['--docker.host=none']);
  const tree = createCgroupTree(run, { memory: 512 * 2 ** 20, cpus: 1.5 });
  settle(tree, population);
  const churns = [churnCgroups(tree, population, stop.signal), churnCgroups(tree, population, stop.signal)];
  if (docker) churns.push(churnContainers(engine, run, population, stop.signal));
  const churn = Promise.all(churns);
  // Its failure is thrown at the end.
  churn.catch(() => stop.abort());
  try {
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end && !stop.signal.aborted && !signal?.aborted) {
      const starts = new Map([...population.values()].map(({ path, startedAt }) => [path, startedAt]));
      const before = takeSnapshot();
      const began = performance.now();
      const exposition = await scrape(exporter.url);
      const after = takeSnapshot();
      const { checks, wrong } = judge({ exposition, before, after, population, starts, began });
      report.scrapes += 1;
      report.checks += checks;
      report.containers = population.size;
      report.wrong.push(...wrong);
      progress?.(report);
    }
  } finally {
    stop.abort();
    await churn.finally(() => tree.close());
    await exporter.stop();
  }
  return report;
}
