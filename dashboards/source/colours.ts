/** What a colour means, on every dashboard. Names are of Grafana's palette, so that they fit its dark and light themes. */
export const colours = {
  /** What is in use. */
  used: 'blue',
  /** A part of it that matters more than the whole. */
  pressing: 'orange',
  /** A part of it that can be given back, such as page cache. */
  reclaimable: 'light-blue',
  /** What cannot be exceeded, always a dashed line. */
  limit: 'dark-red',
  /** What is sure to be there, always a dashed line. */
  guaranteed: 'purple',
  /** Into the container or host: received, read. */
  inward: 'green',
  /** Out of it: sent, written. */
  outward: 'yellow',
  /** Some work waited. */
  waiting: 'light-orange',
  /** All work waited. */
  stalled: 'dark-orange',
  good: 'green',
  warning: 'orange',
  bad: 'red',
  /** Neither good nor bad: stopped, without a check. */
  neutral: 'gray',
} as const;

export type Colour = (typeof colours)[keyof typeof colours];
