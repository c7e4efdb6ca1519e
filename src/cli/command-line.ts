import { CommanderError } from 'commander';
import type { CompareConfig } from '../commands/compare/compare-config.js';
import type { DoctorConfig, Patient } from '../commands/doctor/doctor-config.js';
import type { Config } from '../config.js';
import { DockerHostError } from '../discovery/docker/address.js';
import type { DockerProxyConfig } from '../docker-proxy/serve-proxy.js';
import type { Format } from '../exposition/negotiate.js';
import { readCompareCommand } from './compare-flags.js';
import { dockerProxySyntax, readDockerProxyConfig } from './docker-proxy-flags.js';
import {
  doctorFlags,
  doctorSyntax,
  doctorVariables,
  flagsOfLooking,
  parseExporterUrl,
  readDoctorConfig,
} from './doctor-flags.js';
import { makeConfig, readLogConfig } from './exporter-config.js';
import { allFlags, type CollectorFlags, flagsShownFor, helpCollectors, listCollectors } from './flags.js';
import { type Given, readGiven, UsageError } from './given.js';
import { type ParsedFlags, parseFlags, type Syntax } from './parse-flags.js';
import { PathError, type PathProbe } from './paths.js';
import { parseChoice } from './values.js';
import { refuseUnknownVariables } from './variables.js';

/** Everything the command line depends on, so that it can be tested without a process. */
interface CommandLineInput {
  /** Without node and the script's path. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly probe: PathProbe;
  /** Need not be known if it is not one of the exporter's commands. */
  readonly collectors: CollectorFlags;
  readonly version: string;
}

export type CommandLine =
  | { readonly kind: 'serve'; readonly config: Config }
  | { readonly kind: 'scrape'; readonly config: Config; readonly format: Format }
  | { readonly kind: 'doctor'; readonly doctor: DoctorConfig; readonly patient: Patient }
  | { readonly kind: 'compare'; readonly compare: CompareConfig }
  | { readonly kind: 'check-config'; readonly file: string }
  | { readonly kind: 'docker-proxy'; readonly config: DockerProxyConfig }
  | { readonly kind: 'print'; readonly text: string }
  /** One line for stderr. Exit status 2: wrong usage, 1, or the doctor's 3: a path that cannot be used. */
  | { readonly kind: 'failure'; readonly message: string; readonly exitCode: 1 | 2 | 3 };

/** Whether the arguments are invalid or for a command that has collectors. */
export function knowsCollectors(argv: readonly string[]): boolean {
  return isForExporter(argv) || looks(firstCommand(argv));
}

/** Commands that look at this host like a scrape, and describe in words what they found. */
const looks = (command: CommandName | undefined) => command === 'doctor' || command === 'compare';

function isForExporter(argv: readonly string[]): boolean {
  const command = firstCommand(argv);
  return command === undefined || command === 'serve' || command === 'scrape';
}

/** Reads flags and environment. Never throws for what a user can get wrong. */
export function readCommandLine(given: CommandLineInput): CommandLine {
  let printed = '';
  const parse = (syntax: Syntax, argv: readonly string[]) => {
    const print = (text: string) => {
      printed += text;
    };
    return parseFlags(syntax, argv, { version: given.version, print });
  };
  try {
    const input = { ...given, argv: helpAsFlag(given.argv) };
    if (isForExporter(input.argv)) return readExporterCommand(input, parse);
    const command = firstCommand(input.argv);
    if (command === 'doctor') return readDoctorCommand(input, parse);
    if (command === 'compare') return { kind: 'compare', compare: readCompareCommand(input, parse) };
    return command === 'check-config' ? readCheckConfigCommand(input, parse) : readDockerProxyCommand(input, parse);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0)
      return { kind: 'print', text: `${printed.trimEnd()}\n` };
    if (error instanceof CommanderError) return { kind: 'failure', message: oneLine(error.message), exitCode: 2 };
    if (error instanceof UsageError || error instanceof DockerHostError)
      return { kind: 'failure', message: error.message, exitCode: 2 };
    if (error instanceof PathError) {
      // The doctor's 1 means that it found something.
      return { kind: 'failure', message: error.message, exitCode: looks(firstCommand(given.argv)) ? 3 : 1 };
    }
    throw error;
  }
}

/** `help scrape` is `scrape --help`. */
function helpAsFlag(argv: readonly string[]): readonly string[] {
  if (argv[0] !== 'help') return argv;
  const [, command, ...more] = argv;
  if (command !== undefined && (firstCommand([command]) === undefined || more.length > 0)) {
    throw new UsageError(`help: expected one command, ${listCommands()}`);
  }
  return command === undefined ? ['--help'] : [command, '--help'];
}

type Parse = (syntax: Syntax, argv: readonly string[]) => ParsedFlags;

function readExporterCommand(input: CommandLineInput, parse: Parse): CommandLine {
  const flags = allFlags(input.collectors);
  const { operands, occurrences } = parse(exporterSyntax(input), input.argv);
  const [command = 'serve', ...more] = operands;
  if (command !== 'serve' && command !== 'scrape') throw new UsageError(misplaced(command));
  refuseOperands(command, more);
  if (occurrences.has(helpCollectors.name)) return { kind: 'print', text: listCollectors(input.collectors) };
  refuseUnknownVariables(flags, input.env, 'CONTAINER_EXPORTER');
  const given = readGiven(flags, occurrences, input.env);
  const format = given.one('format', parseChoice(['text', 'openmetrics'] as const));
  if (command === 'serve' && occurrences.has('format')) throw new UsageError('--format: belongs to the scrape command');
  const config = makeConfig(given, input);
  return command === 'scrape' ? { kind: 'scrape', config, format: format ?? 'text' } : { kind: 'serve', config };
}

/** The help is that of the first argument's command; without one it is that of `serve`, with a list of all commands. */
function exporterSyntax({ argv, collectors }: CommandLineInput): Syntax {
  const command = firstCommand(argv);
  const all = commands.map(({ name, summary }) => `${name.padEnd(12)}  ${summary}`).join('\n');
  const own = commands.find(({ name }) => name === command)?.summary;
  return {
    usage: command === undefined ? '[command] [flags]' : `${command} [flags]`,
    description:
      own === undefined
        ? `Prometheus exporter for container and host metrics. Each command has a --help; this is serve's.\n\n${all}`
        : `container-exporter ${command} ${own}.`,
    flags: [...flagsShownFor(command === 'scrape' ? 'scrape' : 'serve', allFlags(collectors)), helpCollectors],
    variables: 'CONTAINER_EXPORTER',
    exampleFlag: 'web.listen-address',
  };
}

function readDoctorCommand(input: CommandLineInput, parse: Parse): CommandLine {
  const { argv, env, collectors } = input;
  const flags = flagsOfLooking(collectors);
  const { operands, occurrences } = parse(doctorSyntax(flags), argv.slice(1));
  refuseOperands('doctor', operands);
  if (occurrences.has(helpCollectors.name)) return { kind: 'print', text: listCollectors(collectors) };
  refuseUnknownVariables(doctorFlags, env, doctorVariables);
  const own = readGiven(doctorFlags, occurrences, env, doctorVariables);
  const doctor = readDoctorConfig(own);
  const url = own.one('url', parseExporterUrl);
  if (url) {
    const foreign = flags.find(({ name }) => occurrences.has(name));
    if (foreign) throw new UsageError(`--${foreign.name}: with --url the other exporter's flags count`);
    return { kind: 'doctor', doctor, patient: { kind: 'another exporter', url } };
  }
  refuseUnknownVariables(allFlags(collectors), env, 'CONTAINER_EXPORTER');
  const given = readGiven(flags, occurrences, env);
  // A person reads it, and only failures are worth a line.
  const log = readLogConfig(given, { level: 'warn', format: 'pretty' });
  const config = Object.freeze({ ...makeConfig(given, input), log });
  return { kind: 'doctor', doctor, patient: { kind: 'this host', config } };
}

function readCheckConfigCommand({ argv }: CommandLineInput, parse: Parse): CommandLine {
  const usage = 'check-config <file>';
  const description = `container-exporter ${usage} says what is wrong in a file for --web.config.file, line by line, and in the certificates and keys that it names. Exit status 1 where something is.`;
  const { operands } = parse({ usage, description, flags: [], variables: '', exampleFlag: undefined }, argv.slice(1));
  const [file, ...more] = operands;
  if (!file) throw new UsageError('check-config: expected the file to check');
  refuseOperands('check-config', more);
  return { kind: 'check-config', file };
}

function readDockerProxyCommand({ argv, env }: CommandLineInput, parse: Parse): CommandLine {
  const { operands, occurrences } = parse(dockerProxySyntax, argv.slice(1));
  refuseOperands('docker-proxy', operands);
  refuseUnknownVariables(dockerProxySyntax.flags, env, dockerProxySyntax.variables);
  const given: Given = readGiven(dockerProxySyntax.flags, occurrences, env, dockerProxySyntax.variables);
  return { kind: 'docker-proxy', config: readDockerProxyConfig(given) };
}

function refuseOperands(command: CommandName, [surplus]: readonly string[]): void {
  if (surplus !== undefined)
    throw new UsageError(
      `${command}: unexpected argument ${JSON.stringify(surplus)}, ${command} --help shows the usage`,
    );
}

function misplaced(command: CommandName | string): string {
  if (commands.some(({ name }) => name === command)) return `${command}: the command must come before its flags`;
  return `unknown command ${JSON.stringify(command)}, expected ${listCommands()}`;
}

function oneLine(message: string): string {
  return message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
}

/** The commands, as named in `--help` and messages. `serve` and `scrape` may follow flags, the others come first. */
export const commands = [
  { name: 'serve', summary: 'answers scrapes over HTTP (default)' },
  { name: 'scrape', summary: 'prints one exposition and exits' },
  { name: 'doctor', summary: 'says in words what is wrong on this host' },
  { name: 'compare', summary: 'says what a move from cAdvisor or node_exporter would change' },
  { name: 'check-config', summary: 'checks a file for --web.config.file and the certificates it names' },
  { name: 'docker-proxy', summary: "serves the part of Docker's API that is safe to share" },
] as const;

type CommandName = (typeof commands)[number]['name'];

/** The command named by the first argument; anything else is the exporter's, `serve` or `scrape`. */
function firstCommand(argv: readonly string[]): CommandName | undefined {
  return commands.find(({ name }) => name === argv[0])?.name;
}

/** `serve, scrape or docker-proxy` */
function listCommands(): string {
  const names = commands.map(({ name }) => name);
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
