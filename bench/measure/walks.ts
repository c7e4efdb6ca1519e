import type { Answer, Order } from '../inside/read-phase.js';
import { startInside } from '../inside-process.js';
import { flagsOfStart } from '../node-flags.js';
import type { WalkResult } from '../results.js';
import { interleave, medianCost } from '../rounds.js';
import { addOtherCgroups } from '../tree/real-trees.js';
import type { Tree } from '../tree/tree.js';
import { exporterFlags, readPhaseCost } from './subject.js';

const others = 5_000;

/** Finding containers, alone and among many other cgroups, which are made for it. Real cgroups only. */
export async function measureWalks(tree: Tree, dist: string, rounds: number): Promise<WalkResult[]> {
  const walker = await startInside<Order, Answer>('read-phase.ts', [dist, ...exporterFlags(tree)], flagsOfStart());
  const walk = async (among: string): Promise<WalkResult> => {
    await walker.ask({ what: 'walk', times: 20 });
    const costs = await interleave(rounds, new Map([['walk', readPhaseCost(walker, 'walk', 20)]]));
    return { containers: tree.containers, others: among, cost: medianCost(costs.get('walk') ?? []) };
  };
  const walkAmong = async (among: string, suffix: string): Promise<WalkResult> => {
    const remove = addOtherCgroups(tree.containers, 'other.slice', (i) => `${i}${suffix}`, others);
    const result = await walk(among);
    remove();
    return result;
  };
  try {
    return [
      await walk('none'),
      await walkAmong(`${others} services of systemd`, '.service'),
      await walkAmong(`${others} whose names tell nothing`, ''),
    ];
  } finally {
    walker.stop();
  }
}
