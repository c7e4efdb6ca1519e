import { Command, CommanderError, Option } from 'commander';
import { environmentName, type Flag } from './flags.js';
import { UsageError } from './given.js';
import { nearest } from './nearest.js';

/** A command's usage and what its `--help` says. */
export interface Syntax {
  /** After the program's name, such as `scrape [flags]`. */
  readonly usage: string;
  readonly description: string;
  readonly flags: readonly Flag[];
  /** The prefix of its environment variables. */
  readonly variables: string;
  /** For the end of the help, which explains the variables' names; undefined for a command without flags. */
  readonly exampleFlag: string | undefined;
}

export interface ParsedFlags {
  readonly operands: readonly string[];
  /** The values of each flag, '' for a switch. */
  readonly occurrences: ReadonlyMap<string, readonly string[]>;
}

/**
 * commander knows the flags and prints the help; values are parsed elsewhere.
 *
 * @throws CommanderError, with exit code 0 once help or version are printed
 * @throws UsageError for an unknown flag
 */
export function parseFlags(
  { usage, description, flags, variables, exampleFlag }: Syntax,
  argv: readonly string[],
  { version, print }: { readonly version: string; readonly print: (text: string) => void },
): ParsedFlags {
  const program = new Command('container-exporter')
    .usage(usage)
    .description(description)
    .argument('[operands...]')
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: () => {}, getOutHelpWidth: () => 100 })
    .configureHelp({
      visibleArguments: () => [],
      // Without a blank line between groups, so that everything fits on one screen.
      formatItemList: (heading, items) => (items.length === 0 ? [] : [heading, ...items]),
    })
    .optionsGroup('General:')
    .helpOption('-h, --help', 'print this help')
    .version(version, '-v, --version', 'print the version');
  if (exampleFlag !== undefined) {
    program.addHelpText(
      'after',
      `\n\nEach flag is also an environment variable: --${exampleFlag} is ${environmentName(exampleFlag, variables)}.\nRepeatable ones take several values separated by commas; switches take true or false. Flags win.`,
    );
  }
  const occurrences = new Map<string, string[]>();
  for (const { name, group, value, help, hidden } of flags) {
    const syntax = value === undefined ? `--${name}` : `--${name} <${value}>`;
    program.addOption(new Option(syntax, help).helpGroup(group).hideHelp(hidden));
    program.on(`option:${name}`, (text: string | null) => {
      occurrences.set(name, [...(occurrences.get(name) ?? []), text ?? '']);
    });
  }
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    const [, unknown] = error instanceof CommanderError ? (/unknown option '(.*)'/s.exec(error.message) ?? []) : [];
    throw unknown === undefined ? error : new UsageError(explainUnknown(unknown, flags));
  }
  return { operands: program.args, occurrences };
}

function explainUnknown(given: string, flags: readonly Flag[]): string {
  const [, name = given, value] = /^--([^=]+)(?:=(.*))?$/s.exec(given) ?? [];
  const names = flags.map((flag) => flag.name);
  // Other flags take values, so this is a switch.
  if (names.includes(name)) return `--${name}: takes no value${explainValue(name, value ?? '')}`;
  const meant = nearest(name, names);
  if (meant !== undefined) return `unknown option '--${name}'. Did you mean --${meant}?`;
  return /^(?:no-)?collector\./.test(name) && names.includes('help-collectors')
    ? `unknown option '--${name}', --help-collectors lists the collectors`
    : `unknown option '${given.split('=', 1)[0]}', --help lists the flags`;
}

/** Collector switches come in pairs; other switches are off unless given. */
function explainValue(name: string, value: string): string {
  if (!/^(?:false|0|no|off)$/i.test(value)) return `, expected --${name} alone`;
  if (name.startsWith('no-')) return `. Did you mean --${name.slice(3)}?`;
  return name.startsWith('collector.') && name !== 'collector.disable-defaults'
    ? `. Did you mean --no-${name}?`
    : ', it is off where it is not given';
}
