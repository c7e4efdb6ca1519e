import { setTimeout as wait } from 'node:timers/promises';
import type { Look } from '../../diagnosis/sight.js';
import type { Collector } from '../../exporters/collector.js';
import { type Comparison, compareWith, type Known, losesAnything } from '../../migration/compare.js';
import { cadvisor, nodeExporter } from '../../migration/peers.js';
import { cleanJson } from '../doctor/clean.js';
import type { ExporterUrl } from '../doctor/doctor-config.js';
import { fetchLook, LookError } from '../doctor/look.js';
import type { CompareConfig } from './compare-config.js';
import { renderComparisons } from './render-comparison.js';

export interface Compared {
  readonly exitCode: 0 | 1 | 3;
  /** For stdout. */
  readonly text: string;
  /** For stderr: why nothing could be compared. */
  readonly problem?: string;
}

/** Reads this exporter, then the others, then this one again, and reports what a migration would change. Read-only. */
export async function compareExporters(
  { cadvisor: cadvisorUrl, nodeExporter: nodeExporterUrl, intervalSeconds, format }: Omit<CompareConfig, 'config'>,
  lookHere: () => Promise<Look>,
  collectors: readonly Collector[],
): Promise<Compared> {
  const known = knownFamilies(collectors);
  const peers = [
    { peer: cadvisor, url: cadvisorUrl },
    { peer: nodeExporter, url: nodeExporterUrl },
  ].filter((one): one is { peer: typeof cadvisor; url: ExporterUrl } => one.url !== undefined);
  try {
    const before = await lookHere();
    await wait((intervalSeconds * 1000) / 2);
    const theirs = await Promise.all(peers.map(({ url }) => fetchLook(url)));
    await wait((intervalSeconds * 1000) / 2);
    const after = await lookHere();
    const seconds = after.at - before.at;
    const comparisons = peers.flatMap(({ peer, url }, i): Comparison[] => {
      const look = theirs[i];
      if (!look) return [];
      if (![...look.exposition.series.keys()].some((family) => peer.compared.test(family))) {
        throw new LookError(`${url.href} does not answer as ${peer.name} does`);
      }
      const sides = { theirs: look.exposition, before: before.exposition, after: after.exposition, seconds };
      return [compareWith(peer, sides, known)];
    });
    const text =
      format === 'json' ? `${cleanJson(JSON.stringify(comparisons, undefined, 2))}\n` : renderComparisons(comparisons);
    return { exitCode: comparisons.some(losesAnything) ? 1 : 0, text };
  } catch (error) {
    if (error instanceof LookError) return { exitCode: 3, text: '', problem: error.message };
    throw error;
  }
}

function knownFamilies(collectors: readonly Collector[]): Known {
  return new Map(
    collectors.flatMap(({ name, families }) =>
      families.flatMap((family) =>
        'template' in family ? [] : [[family.name, { type: family.type, collector: name }] as const],
      ),
    ),
  );
}
