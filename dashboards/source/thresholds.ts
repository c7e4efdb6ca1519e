import {
  FieldColorBuilder,
  FieldColorModeId,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { colours } from './colours.js';

/** From which value on a figure is a warning, and from which it is bad. */
export type Thresholds = readonly Threshold[];

const good: Threshold = { value: null, color: colours.good };

/** The more the worse. */
export const worseFrom = (warning: number, bad?: number): Thresholds => [
  good,
  { value: warning, color: colours.warning },
  ...(bad === undefined ? [] : [{ value: bad, color: colours.bad }]),
];

/** One is bad already. */
export const badFromOne: Thresholds = [good, { value: 1, color: colours.bad }];

/** The less the worse: bad below the first number, a warning below the second. */
export const worseBelow = (bad: number, warning: number): Thresholds => [
  { value: null, color: colours.bad },
  { value: bad, color: colours.warning },
  { value: warning, color: colours.good },
];

/** What is used of a limit. */
export const ofLimit = worseFrom(0.8, 0.9);

/** The share of throttled periods. */
export const throttling = worseFrom(0.1, 0.25);

/** Neither good nor bad. */
export const plain: Thresholds = [{ value: null, color: colours.used }];

export const thresholdsConfig = (steps: Thresholds) =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...steps]);

export const colouredByThreshold = () => new FieldColorBuilder().mode(FieldColorModeId.Thresholds);
