import { median } from './statistics.js';

/** CPU and wall-clock time of one of what was measured, in ms. */
export interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
}

export type Measure = () => Promise<Cost>;

/**
 * Measures all subjects in turn, and that several times: what slows the machine for a while slows all of them alike. The
 * answer has each subject's costs by round.
 */
export async function interleave<Name extends string>(
  rounds: number,
  subjects: ReadonlyMap<Name, Measure>,
): Promise<ReadonlyMap<Name, readonly Cost[]>> {
  const costs = new Map<Name, Cost[]>([...subjects.keys()].map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of subjects) costs.get(name)?.push(await measure());
  }
  return costs;
}

export function medianCost(costs: readonly Cost[]): Cost {
  return { cpuMs: median(costs.map(({ cpuMs }) => cpuMs)), wallMs: median(costs.map(({ wallMs }) => wallMs)) };
}

/** The median of the rounds' ratios of CPU time. */
export function ratio(of: readonly Cost[], to: readonly Cost[]): number {
  return median(of.map(({ cpuMs }, round) => cpuMs / (to[round]?.cpuMs ?? Number.NaN)));
}
