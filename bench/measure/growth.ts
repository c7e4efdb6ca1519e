import type { GrowthResult } from '../results.js';
import type { Cost } from '../rounds.js';
import { median } from '../statistics.js';
import type { SubjectCosts } from './sizes.js';

export interface Sized {
  readonly containers: number;
  readonly costs: SubjectCosts;
}

/**
 * How the time per container grows from one size to a larger one; 1 is linear. Round by round, as a slow minute of the
 * machine is then in both.
 *
 * @param none The costs with no containers.
 */
export function growth(none: SubjectCosts, small: Sized, large: Sized): GrowthResult {
  const cpu = (costs: SubjectCosts, name: 'limit' | 'text', round: number) =>
    (costs.get(name) as readonly Cost[])[round]?.cpuMs ?? Number.NaN;
  const overRounds = (name: 'limit' | 'text', fixed: (round: number) => number) =>
    median(
      (none.get(name) ?? []).map((_, round) => {
        const perContainer = ({ containers, costs }: Sized) => (cpu(costs, name, round) - fixed(round)) / containers;
        return perContainer(large) / perContainer(small);
      }),
    );
  return {
    from: small.containers,
    to: large.containers,
    scrape: overRounds('text', () => 0),
    limit: overRounds('limit', () => 0),
    scrapeWithoutFixed: overRounds('text', (round) => cpu(none, 'text', round)),
  };
}
