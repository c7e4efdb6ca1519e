import { type Exporter, startExporter } from '../exporter.js';
import { forms } from '../forms.js';
import type { GrowthResult } from '../results.js';
import { type Cost, interleave, type Measure } from '../rounds.js';
import { median } from '../statistics.js';
import type { Tree } from '../tree/tree.js';
import { type Client, requestCost } from './requests.js';
import { containersInOneGo, containersToWarmUp, exporterFlags, times } from './subject.js';

/** A host, and what the limit costs there by round. */
export interface Sized {
  readonly tree: Tree;
  readonly limit: readonly Cost[];
}

export interface GrowthOptions {
  readonly dist: string;
  readonly client: Client;
  readonly rounds: number;
}

/**
 * The files of the first containers stay open, which makes a small host cheaper by a container than a large one. With so few
 * descriptors next to none do, on either: what is left of growth is the program's.
 */
const openFiles = 128;

/**
 * How the time per container grows from one size to a larger one; 1 is linear. Round by round, as a slow minute of the
 * machine is then in both.
 *
 * @param none The host with no containers.
 */
export async function measureGrowth(
  none: Tree,
  small: Sized,
  large: Sized,
  { dist, client, rounds }: GrowthOptions,
): Promise<GrowthResult> {
  const nameOf = (tree: Tree) => String(tree.containers);
  const exporters: Exporter[] = [];
  const texts = new Map<string, Measure>();
  for (const tree of [none, small.tree, large.tree]) {
    const exporter = await startExporter({ dist, flags: exporterFlags(tree), openFiles });
    exporters.push(exporter);
    const order = { url: `${exporter.url}/metrics`, headers: forms.text };
    await client.ask({ ...order, times: times(tree.containers, containersToWarmUp, 400) });
    const inOneGo = times(tree.containers, containersInOneGo, 50);
    texts.set(nameOf(tree), requestCost(client, exporter.pid, { ...order, times: inOneGo }));
  }
  const costs = await interleave(rounds, texts);
  for (const exporter of exporters) await exporter.stop();

  const overRounds = (large: readonly number[], small: readonly number[]) =>
    median(large.map((cost, round) => cost / (small[round] ?? Number.NaN)));
  const perContainer = (of: readonly Cost[] = [], { containers }: Tree, fixed?: readonly Cost[]) =>
    of.map(({ cpuMs }, round) => (cpuMs - (fixed ? (fixed[round]?.cpuMs ?? Number.NaN) : 0)) / containers);
  const text = ({ tree }: Sized, fixed?: readonly Cost[]) => perContainer(costs.get(nameOf(tree)), tree, fixed);
  const fixed = costs.get(nameOf(none));
  return {
    from: small.tree.containers,
    to: large.tree.containers,
    scrape: overRounds(text(large), text(small)),
    limit: overRounds(perContainer(large.limit, large.tree), perContainer(small.limit, small.tree)),
    scrapeWithoutFixed: overRounds(text(large, fixed), text(small, fixed)),
  };
}
