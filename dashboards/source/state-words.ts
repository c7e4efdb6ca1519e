import { MappingType, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { colours } from './colours.js';

const words = (options: Readonly<Record<string, string>>): ValueMapping => ({
  type: MappingType.ValueToText,
  options: Object.fromEntries(Object.entries(options).map(([text, color]) => [text, { text, color }])),
});

/** Docker's words for how a container is, coloured. */
export const stateWords = words({
  running: colours.good,
  created: colours.neutral,
  paused: colours.neutral,
  exited: colours.neutral,
  removing: colours.neutral,
  restarting: colours.warning,
  dead: colours.bad,
});

export const healthWords = words({
  healthy: colours.good,
  starting: colours.neutral,
  none: colours.neutral,
  unhealthy: colours.bad,
});
