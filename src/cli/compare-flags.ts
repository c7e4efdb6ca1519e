import { type CompareConfig, compareFormats } from '../commands/compare/compare-config.js';
import { flagsOfLooking, parseExporterUrl } from './doctor-flags.js';
import { type ExporterConfigInput, makeConfig, readLogConfig } from './exporter-config.js';
import { allFlags, type Flag, flag } from './flags.js';
import { readGiven, UsageError } from './given.js';
import type { ParsedFlags, Syntax } from './parse-flags.js';
import { parseChoice, parseDuration, ValueError } from './values.js';
import { refuseUnknownVariables } from './variables.js';

const group = 'Compare (as variables CONTAINER_EXPORTER_COMPARE_<NAME>):';
const variables = 'CONTAINER_EXPORTER_COMPARE';

const compareFlags: readonly Flag[] = [
  flag(group, 'cadvisor', 'url', 'http(s)://[user:password@]host[:port][/metrics] of the cAdvisor of this host'),
  flag(group, 'node-exporter', 'url', 'the same of its node_exporter; at least one of the two'),
  flag(group, 'interval', 'duration', 'between the two readings of this exporter, 10m at most (default: 10s)'),
  flag(group, 'format', 'format', 'text or json (default: text)'),
];

/**
 * `compare` accepts what to compare with, and the exporter's own flags, as they would be set after a migration.
 *
 * @throws UsageError, DockerHostError, PathError
 */
export function readCompareCommand(
  input: ExporterConfigInput & { readonly argv: readonly string[] },
  parse: (syntax: Syntax, argv: readonly string[]) => ParsedFlags,
): CompareConfig {
  const flags = flagsOfLooking(input.collectors);
  const { operands, occurrences } = parse(syntaxWith(flags), input.argv.slice(1));
  const [surplus] = operands;
  if (surplus !== undefined) throw new UsageError(`compare: unexpected argument ${JSON.stringify(surplus)}`);
  refuseUnknownVariables(compareFlags, input.env, variables);
  const own = readGiven(compareFlags, occurrences, input.env, variables);
  const cadvisor = own.one('cadvisor', parseExporterUrl);
  const nodeExporter = own.one('node-exporter', parseExporterUrl);
  if (!cadvisor && !nodeExporter) throw new UsageError('compare: expected --cadvisor or --node-exporter, or both');
  refuseUnknownVariables(allFlags(input.collectors), input.env, 'CONTAINER_EXPORTER');
  const given = readGiven(flags, occurrences, input.env);
  const log = readLogConfig(given, { level: 'warn', format: 'pretty' });
  return Object.freeze({
    cadvisor,
    nodeExporter,
    intervalSeconds: own.one('interval', parseInterval) ?? 10,
    format: own.one('format', parseChoice(compareFormats)) ?? 'text',
    config: Object.freeze({ ...makeConfig(given, input), log }),
  });
}

function syntaxWith(exporterFlags: readonly Flag[]): Syntax {
  return {
    usage: 'compare [flags]',
    description: `container-exporter compare reads cAdvisor and node_exporter on this host beside itself, and says which metrics, labels and values a move would lose, gain or change. It changes nothing.

Exit status: 0 nothing lost or changed but on purpose, 1 something is, 2 wrong usage, 3 could not read one of them.`,
    flags: [...compareFlags, ...exporterFlags],
    variables: 'CONTAINER_EXPORTER',
    exampleFlag: 'docker.host',
  };
}

function parseInterval(text: string): number {
  const seconds = parseDuration(text);
  if (seconds > 600) throw new ValueError(`${JSON.stringify(text)} is too long, expected 10m at most`);
  return seconds;
}
