/** Two reads of this exporter, and one of another in between. */
export interface Readings {
  readonly theirs: number;
  readonly before: number;
  readonly after: number;
  /** Between our two reads. */
  readonly seconds: number;
}

/**
 * cAdvisor serves what it read up to 15 s ago, or 30 s for containers with little activity. Twice that, as they may
 * have been more active then than now.
 */
const oldest = 2 * 30;

/** Whether the other exporter may have read its value from the same source, at a time close to ours. */
export function explainedByTime(type: 'counter' | 'gauge' | 'unknown', readings: Readings): boolean {
  const { theirs, before, after, seconds } = readings;
  if (Object.is(theirs, after) || theirs === before) return true;
  if (![theirs, before, after].every(Number.isFinite)) return false;
  const low = Math.min(before, after);
  const high = Math.max(before, after);
  const rounding = 0.005 * Math.max(Math.abs(low), Math.abs(high));
  if (type === 'counter') {
    const earlier = seconds > 0 ? ((high - low) / seconds) * oldest : 0;
    return theirs >= low - earlier - rounding && theirs <= high + rounding;
  }
  // A gauge goes both ways, so it may have differed by about as much as it moved between our reads.
  const moved = 2 * (high - low) + 10 * rounding;
  return theirs >= low - moved && theirs <= high + moved;
}
