import { Command, CommanderError, Option } from 'commander';
import { enabledCollectors } from './cli/collectors.js';
import { allFlags, type CollectorFlags, type Flag } from './cli/flags.js';
import { type Given, readGiven, UsageError } from './cli/given.js';
import { findPaths, PathError, type PathProbe } from './cli/paths.js';
import {
  parseChoice,
  parseCount,
  parseDuration,
  parseListenAddress,
  parsePattern,
  parseRuntimeHost,
  parseTelemetryPath,
} from './cli/values.js';
import type { Config } from './config.js';
import { DockerHostError, resolveDockerHost } from './discovery/docker-host.js';
import { defaultContainerLabels } from './discovery/label-filter.js';
import type { Format } from './exposition/format.js';
import { logFormats, logLevels } from './log.js';

/** Everything the command line depends on, so that it can be tried without a process. */
export interface CommandLineInput {
  /** Without the program's own two. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly probe: PathProbe;
  readonly collectors: CollectorFlags;
  readonly version: string;
}

export type CommandLine =
  | { readonly kind: 'serve'; readonly config: Config }
  | { readonly kind: 'scrape'; readonly config: Config; readonly format: Format }
  | { readonly kind: 'print'; readonly text: string }
  /** One line for stderr. Exit status 2: wrong usage, 1: a path that cannot be used. */
  | { readonly kind: 'failure'; readonly message: string; readonly exitCode: 1 | 2 };

/** Reads flags and environment. Never throws for what a user can get wrong. */
export function readCommandLine(input: CommandLineInput): CommandLine {
  let printed = '';
  try {
    const flags = allFlags(input.collectors);
    const { command, occurrences } = parse(flags, input, (text) => {
      printed += text;
    });
    const given = readGiven(flags, occurrences, input.env);
    const format = given.one('format', parseChoice(['text', 'openmetrics'] as const));
    if (command === 'serve' && occurrences.has('format'))
      throw new UsageError('--format: belongs to the scrape command');
    const config = makeConfig(given, input);
    return command === 'scrape' ? { kind: 'scrape', config, format: format ?? 'text' } : { kind: 'serve', config };
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return { kind: 'print', text: printed };
    if (error instanceof CommanderError) return { kind: 'failure', message: oneLine(error.message), exitCode: 2 };
    if (error instanceof UsageError || error instanceof DockerHostError)
      return { kind: 'failure', message: error.message, exitCode: 2 };
    if (error instanceof PathError) return { kind: 'failure', message: error.message, exitCode: 1 };
    throw error;
  }
}

function makeConfig(given: Given, input: CommandLineInput): Config {
  const listenAddresses = given.many('web.listen-address', parseListenAddress) ?? [parseListenAddress(':10882')];
  if (listenAddresses.length === 0) throw new UsageError('--web.listen-address: the value is empty');
  return Object.freeze({
    web: Object.freeze({
      listenAddresses,
      telemetryPath: given.one('web.telemetry-path', parseTelemetryPath) ?? '/metrics',
      maxRequests: given.one('web.max-requests', parseCount) ?? 40,
      exporterMetrics: !(given.toggle('web.disable-exporter-metrics') ?? false),
      configFile: given.one('web.config.file', (path) => path) || undefined,
    }),
    path: findPaths(given, input.probe),
    docker: Object.freeze({
      host: resolveDockerHost(given.one('docker.host', parseRuntimeHost), input.env.DOCKER_HOST),
      timeoutSeconds: given.one('docker.timeout', parseDuration) ?? 5,
      dfTimeoutSeconds: given.one('docker.df-timeout', parseDuration) ?? 0.5,
      dfLargest: given.one('docker.df-largest', parseCount) ?? 50,
    }),
    collectors: enabledCollectors(input.collectors, given),
    container: Object.freeze({
      labels: given.many('container.labels', (text) => text) ?? defaultContainerLabels,
      include: given.one('container.include', parsePattern),
      exclude: given.one('container.exclude', parsePattern),
    }),
    cgroupInclude: given.one('cgroup.include', parsePattern),
    log: Object.freeze({
      level: given.one('log.level', parseChoice(logLevels)) ?? 'info',
      format: given.one('log.format', parseChoice(logFormats)) ?? 'json',
    }),
  });
}

/** commander knows the flags, prints the help and finds mistakes in spelling; values are parsed elsewhere. */
function parse(
  flags: readonly Flag[],
  { argv, version }: CommandLineInput,
  print: (text: string) => void,
): { command: 'serve' | 'scrape'; occurrences: Map<string, string[]> } {
  const program = new Command('container-exporter')
    .usage('[serve|scrape] [flags]')
    .description(
      'Prometheus exporter for container and host metrics.\n\nserve   answers scrapes over HTTP (default)\nscrape  prints one exposition and exits',
    )
    .argument('[command]')
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: () => {}, getOutHelpWidth: () => 100 })
    .configureHelp({ visibleArguments: () => [] })
    .optionsGroup('General:')
    .helpOption('-h, --help', 'print this help')
    .version(version, '--version', 'print the version')
    .addHelpText(
      'after',
      '\nEach flag is also an environment variable: --web.listen-address is CONTAINER_EXPORTER_WEB_LISTEN_ADDRESS.\nRepeatable ones take several values separated by commas; switches take true or false. Flags win.',
    );
  const occurrences = new Map<string, string[]>();
  for (const { name, group, value, help, hidden } of flags) {
    const syntax = value === undefined ? `--${name}` : `--${name} <${value}>`;
    program.addOption(new Option(syntax, help).helpGroup(group).hideHelp(hidden));
    program.on(`option:${name}`, (text: string | null) => {
      occurrences.set(name, [...(occurrences.get(name) ?? []), text ?? '']);
    });
  }
  // commander looks for a similar flag with the whole of `--web.listen-adress=:1`, and so finds none.
  const known = new Set(flags.map(({ name }) => `--${name}`));
  const spelled = argv.map((argument) => {
    const name = /^(--[^=]+)=/.exec(argument)?.[1];
    return name === undefined || known.has(name) ? argument : name;
  });
  program.parse(spelled, { from: 'user' });
  const command = program.args[0] ?? 'serve';
  if (command !== 'serve' && command !== 'scrape') {
    throw new UsageError(`unknown command ${JSON.stringify(command)}, expected serve or scrape`);
  }
  return { command, occurrences };
}

function oneLine(message: string): string {
  return message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
}
