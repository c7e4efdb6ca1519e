import {
  BytesIEC,
  BytesPerSecondIEC,
  CountsPerSecond,
  DurationSeconds,
  IOOpsPerSecond,
  PacketsPerSecond,
  PercentUnit,
  Seconds,
  Short,
} from '@grafana/grafana-foundation-sdk/units';

/** Grafana's names of the units in use: one for each kind of figure. */
export const units = {
  bytes: BytesIEC,
  bytesPerSecond: BytesPerSecondIEC,
  /** 0 to 1, shown as percent. */
  share: PercentUnit,
  /** Plain numbers: cores, processes, containers. */
  count: Short,
  perSecond: CountsPerSecond,
  operationsPerSecond: IOOpsPerSecond,
  packetsPerSecond: PacketsPerSecond,
  seconds: Seconds,
  /** Longer times, in words. */
  duration: DurationSeconds,
} as const;

export type Unit = (typeof units)[keyof typeof units];
