import { environmentName, type Flag } from './flags.js';
import { UsageError } from './given.js';
import { nearest } from './nearest.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Prefixes of other commands' variables: they may run in the same environment as the exporter. */
const ofOtherCommands = /^CONTAINER_EXPORTER_(?:DOCKER_PROXY|DOCTOR)_/;

/**
 * What Kubernetes sets in each container for a service called container-exporter, or container-exporter-something, such as
 * CONTAINER_EXPORTER_PORT=tcp://10.0.0.1:10882 and CONTAINER_EXPORTER_PORT_10882_TCP_ADDR:
 * https://kubernetes.io/docs/tutorials/services/connect-applications-service/#environment-variables
 */
function isOfKubernetes(name: string, value: string): boolean {
  return (
    /_SERVICE_(?:HOST|PORT(?:_[A-Z0-9_]+)?)$/.test(name) ||
    /_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$/.test(name) ||
    // Checks the value too, as a user may want to set a port under this name.
    (name.endsWith('_PORT') && /^(?:tcp|udp|sctp):\/\//.test(value))
  );
}

/**
 * Rejects variables with a command's prefix that belong to none of its flags: a misspelled one would silently change
 * nothing. Empty ones count as unset. Values are not shown, as they may be secrets.
 *
 * @throws UsageError
 */
export function refuseUnknownVariables(flags: readonly Flag[], environment: Environment, prefix: string): void {
  const names = flags.map(({ name }) => name).filter((name) => !name.startsWith('no-'));
  const known = new Set(names.map((name) => environmentName(name, prefix)));
  for (const [variable, value] of Object.entries(environment)) {
    if (!value || !variable.startsWith(`${prefix}_`) || known.has(variable) || isOfKubernetes(variable, value))
      continue;
    if (prefix === 'CONTAINER_EXPORTER' && ofOtherCommands.test(variable)) continue;
    throw new UsageError(`${variable}: belongs to no flag${hint(variable.slice(prefix.length + 1), names, prefix)}`);
  }
}

function hint(given: string, names: readonly string[], prefix: string): string {
  const [, negated] = /^NO_(COLLECTOR_.+)$/.exec(given) ?? [];
  const name = nearest(negated ?? given, names);
  if (name === undefined) return ', --help lists the flags';
  const meant = `${environmentName(name, prefix)}${negated === undefined ? '' : '=false'}`;
  return `. Did you mean ${meant} (--${negated === undefined ? '' : 'no-'}${name})?`;
}
