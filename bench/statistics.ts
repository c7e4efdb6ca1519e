export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The smallest value that at least this part of all values does not exceed. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  if (part === 0.5 && sorted.length % 2 === 0) {
    return ((sorted[sorted.length / 2 - 1] as number) + (sorted[sorted.length / 2] as number)) / 2;
  }
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] as number;
}
