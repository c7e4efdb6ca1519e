/**
 * The name that the user may have meant: one that differs in a few letters, or the only one that starts with the given
 * one. A common prefix such as `collector.` does not count; undefined if none is close.
 */
export function nearest(given: string, names: readonly string[]): string | undefined {
  const wanted = canonical(given);
  const longer = names.filter((name) => canonical(name).startsWith(`${wanted}-`));
  if (longer.length === 1) return longer[0];
  const [best] = names
    .map((name) => ({ name, distance: distanceWithin(wanted, canonical(name)) }))
    .filter(({ distance }) => distance !== undefined)
    .toSorted((a, b) => (a.distance ?? 0) - (b.distance ?? 0));
  return best?.name;
}

/** Flags and variables differ only in case and separators. */
function canonical(name: string): string {
  return name.toLowerCase().replace(/[._]/g, '-');
}

/** undefined if more than a third of the letters differ. */
function distanceWithin(a: string, b: string): number | undefined {
  const [, shared = ''] = /^((?:no-)?collector-)/.exec(a) ?? [];
  const [left, right] = b.startsWith(shared) ? [a.slice(shared.length), b.slice(shared.length)] : [a, b];
  const distance = editDistance(left, right);
  return distance <= Math.min(left.length, right.length) / 3 ? distance : undefined;
}

/** Letters left out, added or replaced, or two swapped: optimal string alignment. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const changedAbout = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 0) + 1 : replaced;
      row.push(Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced, changedAbout));
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
