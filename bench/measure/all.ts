import { describeMachine } from '../machine.js';
import type { Options } from '../options.js';
import type { Results, SizeResult } from '../results.js';
import { makeGeneratedTrees } from '../tree/generated-trees.js';
import { makeRealTrees } from '../tree/real-trees.js';
import type { Trees } from '../tree/tree.js';
import { measureAtOnce } from './at-once.js';
import { measureCollectors } from './collectors.js';
import { measureDocker } from './docker.js';
import { measureGrowth, type Sized } from './growth.js';
import { measureIdle } from './idle.js';
import { measureKept } from './kept.js';
import { measureNodeExporter } from './node-exporter.js';
import { type Client, startClient } from './requests.js';
import { measureCosts, sizeResult } from './sizes.js';
import { measureStartUp } from './start-up.js';
import { type Subject, startSubject } from './subject.js';
import { measureWalks } from './walks.js';

/** What the long and the short form measure. The sizes begin with none and are ascending. */
const long = {
  sizes: [0, 10, 100, 500, 1000],
  rounds: 7,
  everySeconds: 15,
  probeMs: 6_000,
  idleSeconds: 10,
  startUps: 9,
};
const short = { sizes: [0, 100, 400], rounds: 5, everySeconds: 1, probeMs: 1_500, idleSeconds: 2, startUps: 3 };
/** node_exporter's samples are compared with ours, and growth is from here on. */
const compared = 100;
const scrapesKept = 1_000;

const step = (what: string) => process.stderr.write(`bench: ${what} (after ${process.uptime().toFixed(0)} s)\n`);

export async function measureAll({ quick, docker, dist }: Options): Promise<Results> {
  const { sizes, rounds, everySeconds, probeMs, idleSeconds, startUps } = quick ? short : long;
  step(`making hosts with ${sizes.join(', ')} containers`);
  const trees = await makeTrees(sizes);
  const client = await startClient();
  const prober = await startClient();

  step('starting and warming up an exporter for each');
  const subjects: Subject[] = [];
  for (const tree of trees.bySize.values()) subjects.push(await startSubject(tree, dist, client));
  const subjectOf = (size: number) => {
    const found = subjects.find(({ tree }) => tree.containers === size);
    if (!found) throw new Error(`no host has ${size} containers`);
    return found;
  };
  const largest = subjectOf(sizes.at(-1) ?? 0);

  step(`${rounds} rounds of all sizes and forms`);
  const costs = await measureCosts(subjects, rounds);
  const sized = ({ tree }: Subject): Sized => {
    return { tree, limit: costs[sizes.indexOf(tree.containers)]?.get('limit') ?? [] };
  };
  step('health during scrapes, memory');
  const results: SizeResult[] = [];
  for (const [i, subject] of subjects.entries()) {
    results.push(await sizeResult(subject, costs[i] ?? new Map(), { scraper: client, prober, probeMs }));
  }
  step('node_exporter');
  const nodeExporter = await measureNodeExporter(subjectOf(compared), client, { rounds, everySeconds });
  step('scrapes at once');
  const atOnce = await measureAtOnce(largest, dist, client, rounds);
  step('idleness');
  const idle = await measureIdle(largest.exporter, client, idleSeconds);
  for (const subject of subjects) await subject.stop();
  step('growth');
  const growth = await measureGrowth(subjectOf(0).tree, sized(subjectOf(compared)), sized(largest), {
    dist,
    client,
    rounds,
  });
  step('start-up');
  const startUp = await measureStartUp(subjectOf(compared).tree, dist, startUps);
  step(`${scrapesKept} scrapes, for what is kept of them`);
  const kept = await measureKept(quick ? subjectOf(compared).tree : largest.tree, dist, client, scrapesKept);

  const shared = {
    ...{
      quick,
      machine: describeMachine(),
      tree: trees.kind,
      sizes: results,
      nodeExporter,
      atOnce,
      idle,
      startUp,
      kept,
      growth,
    },
  };
  const slow = quick ? undefined : await measureSlow(trees, dist, client, rounds);
  trees.remove();
  if (docker) step('containers of Docker');
  return {
    ...shared,
    collectors: slow?.collectors,
    walks: slow?.walks,
    docker: docker ? await measureDocker(dist, client, rounds) : undefined,
  };
}

async function measureSlow(
  trees: Trees,
  dist: string,
  client: Client,
  rounds: number,
): Promise<Pick<Results, 'collectors' | 'walks'>> {
  const [largest, small] = [[...trees.bySize.values()].at(-1), trees.bySize.get(compared)];
  if (!largest || !small) throw new Error(`no host has ${compared} containers`);
  step('each collector by itself');
  // Not the largest: `sockets` takes milliseconds for a container.
  const collectors = await measureCollectors(small, dist, client, rounds);
  if (trees.kind !== 'real') return { collectors, walks: undefined };
  step('finding containers among other cgroups');
  return { collectors, walks: await measureWalks(largest, dist, rounds) };
}

async function makeTrees(sizes: readonly number[]): Promise<Trees> {
  if (process.getuid?.() === 0) return await makeRealTrees(sizes);
  process.stderr.write(
    'bench: without root no cgroups can be made. Files of a recorded host stand for them: the figures say what the ' +
      'exporter costs, not what a kernel charges, and none is compared with its target.\n',
  );
  return makeGeneratedTrees(sizes);
}
