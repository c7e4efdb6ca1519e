import type { Collector } from '../exporters/collector.js';

/** What the selection needs to know about a collector. */
export type Selectable = Pick<Collector, 'name' | 'group'>;

export type Selection =
  | { readonly ok: true; readonly collectors: ReadonlySet<string> }
  | { readonly ok: false; readonly message: string };

/**
 * The enabled collectors that a query selects by repeated `collect[]` (only these) or `exclude[]` (all but these).
 * `host` stands for all enabled host collectors.
 */
export function selectCollectors(
  query: URLSearchParams,
  known: readonly Selectable[],
  enabled: ReadonlySet<string>,
): Selection {
  const collect = query.getAll('collect[]');
  const exclude = query.getAll('exclude[]');
  if (collect.length > 0 && exclude.length > 0) {
    return { ok: false, message: 'collect[] and exclude[] cannot be used together' };
  }
  const named = new Set<string>();
  for (const name of [...collect, ...exclude]) {
    const matches = known.filter((collector) => collector.name === name || collector.group === name);
    if (matches.length === 0) return { ok: false, message: `unknown collector ${JSON.stringify(name)}` };
    const running = matches.filter((collector) => enabled.has(collector.name));
    if (running.length === 0) return { ok: false, message: `collector ${JSON.stringify(name)} is not enabled` };
    for (const collector of running) named.add(collector.name);
  }
  if (collect.length > 0) return { ok: true, collectors: named };
  return { ok: true, collectors: new Set([...enabled].filter((name) => !named.has(name))) };
}
