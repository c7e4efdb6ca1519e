import { Command, Option } from 'commander';
import { environmentName, type Flag } from './flags.js';

/** How a command is called and what its `--help` says. */
export interface Syntax {
  /** After the program's name, such as `scrape [flags]`. */
  readonly usage: string;
  readonly description: string;
  readonly flags: readonly Flag[];
  /** What its environment variables begin with. */
  readonly variables: string;
  /** Ends the help with how the variables are called; undefined for a command without flags. */
  readonly exampleFlag: string | undefined;
}

export interface ParsedFlags {
  readonly operands: readonly string[];
  /** The values of each flag, '' for a switch. */
  readonly occurrences: ReadonlyMap<string, readonly string[]>;
}

/**
 * commander knows the flags, prints the help and finds mistakes in spelling; values are parsed elsewhere.
 *
 * @throws CommanderError, with exit code 0 once help or version are printed
 */
export function parseFlags(
  { usage, description, flags, variables, exampleFlag }: Syntax,
  argv: readonly string[],
  { version, print }: { readonly version: string; readonly print: (text: string) => void },
): ParsedFlags {
  const program = new Command('container-exporter')
    .usage(usage)
    .description(description)
    .argument('[operand]')
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: () => {}, getOutHelpWidth: () => 100 })
    .configureHelp({ visibleArguments: () => [] })
    .optionsGroup('General:')
    .helpOption('-h, --help', 'print this help')
    .version(version, '--version', 'print the version');
  if (exampleFlag !== undefined) {
    program.addHelpText(
      'after',
      `\nEach flag is also an environment variable: --${exampleFlag} is ${environmentName(exampleFlag, variables)}.\nRepeatable ones take several values separated by commas; switches take true or false. Flags win.`,
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
  // commander looks for a similar flag with the whole of `--web.listen-adress=:1`, and so finds none.
  const known = new Set(flags.map(({ name }) => `--${name}`));
  const spelled = argv.map((argument) => {
    const name = /^(--[^=]+)=/.exec(argument)?.[1];
    return name === undefined || known.has(name) ? argument : name;
  });
  program.parse(spelled, { from: 'user' });
  return { operands: program.args, occurrences };
}
