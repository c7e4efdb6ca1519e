import type { Check } from './check.js';
import type { Sight } from './sight.js';

/** Whether a check was made, so that what was not looked at does not count as well. */
export type Coverage =
  | 'made'
  /** A collector that it needs failed for something, or was late. */
  | 'failed'
  /** A collector that it needs is turned off. */
  | 'off'
  /** This host does not measure it: no kernel that does, or no runtime to ask. */
  | 'not measured';

export function coverageOf({ collectors, isMeasured }: Check, sight: Sight): Coverage {
  const successes = collectors.map((collector) => sight.value('container_exporter_collector_success', { collector }));
  if (successes.includes(undefined)) return 'off';
  if (successes.includes(0)) return 'failed';
  return isMeasured === undefined || isMeasured(sight) ? 'made' : 'not measured';
}
