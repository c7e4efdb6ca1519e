import type { CollectorFlags } from './flags.js';
import type { Given } from './given.js';

/**
 * Names of the enabled collectors: what a collector's own flag says, else for host collectors what the group's flag
 * says, else its default (off with `--collector.disable-defaults`).
 */
export function enabledCollectors(collectors: CollectorFlags, given: Given): ReadonlySet<string> {
  const noDefaults = given.toggle('collector.disable-defaults') ?? false;
  const host = given.toggle('collector.host');
  const enabled = collectors.filter(
    ({ name, scope, enabledByDefault }) =>
      given.toggle(`collector.${name}`) ?? (scope === 'host' ? host : undefined) ?? (enabledByDefault && !noDefaults),
  );
  return new Set(enabled.map(({ name }) => name));
}
