import type { Check } from './check.js';
import type { Sight } from './sight.js';

/** Whether a check was made, so that an unchecked one does not count as passed. */
export type Coverage =
  | 'made'
  /** A collector that it needs failed in part, or was late. */
  | 'failed'
  /** A collector that it needs is turned off. */
  | 'off'
  /** This host does not measure it: the kernel does not, or there is no runtime to query. */
  | 'not measured';

export function coverageOf({ collectors, isMeasured }: Check, sight: Sight): Coverage {
  const successes = collectors.map((collector) => sight.value('container_exporter_collector_success', { collector }));
  if (successes.includes(undefined)) return 'off';
  if (successes.includes(0)) return 'failed';
  return isMeasured === undefined || isMeasured(sight) ? 'made' : 'not measured';
}
