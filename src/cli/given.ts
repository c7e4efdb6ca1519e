import type { Flag } from './flags.js';
import { environmentName } from './flags.js';
import { parseSwitch, ValueError } from './values.js';

/** A wrong command line or environment: one line that names the flag or variable. Exit status 2. */
export class UsageError extends Error {}

/** The values given on the command line and in the environment; a flag overrides its environment variable. */
export interface Given {
  /** The parsed value, or undefined if neither is set. */
  one<T>(name: string, parse: (text: string) => T): T | undefined;
  many<T>(name: string, parse: (text: string) => T): readonly T[] | undefined;
  /** For switches; undefined if neither is set. */
  toggle(name: string): boolean | undefined;
}

/**
 * `occurrences` holds the values of each flag on the command line (true for a switch). Empty environment variables
 * count as unset, as compose files set them that way. `prefix` is the prefix of a command's variables, if it is not the
 * exporter's.
 */
export function readGiven(
  flags: readonly Flag[],
  occurrences: ReadonlyMap<string, readonly string[]>,
  environment: Readonly<Record<string, string | undefined>>,
  prefix?: string,
): Given {
  const variableOf = (name: string) => environmentName(name, prefix);
  for (const flag of flags) {
    if (!flag.repeatable && new Set(occurrences.get(flag.name)).size > 1) {
      throw new UsageError(`--${flag.name}: given more than once with different values`);
    }
    if (flag.name.startsWith('no-') && occurrences.has(flag.name) && occurrences.has(flag.name.slice(3))) {
      throw new UsageError(`--${flag.name}: contradicts --${flag.name.slice(3)}`);
    }
  }

  function texts(name: string): { origin: string; values: readonly string[] } | undefined {
    const onCommandLine = occurrences.get(name);
    if (onCommandLine) return { origin: `--${name}`, values: onCommandLine };
    const variable = environment[variableOf(name)];
    return variable ? { origin: variableOf(name), values: [variable] } : undefined;
  }

  function parsed<T>(origin: string, text: string, parse: (text: string) => T): T {
    try {
      return parse(text);
    } catch (error) {
      if (error instanceof ValueError) throw new UsageError(`${origin}: ${error.message}`);
      throw error;
    }
  }

  return {
    one(name, parse) {
      const given = texts(name);
      const text = given?.values[0];
      return given && text !== undefined ? parsed(given.origin, text, parse) : undefined;
    },
    many(name, parse) {
      const given = texts(name);
      return given?.values
        .flatMap((text) => text.split(','))
        .map((text) => text.trim())
        .filter((text) => text !== '')
        .map((text) => parsed(given.origin, text, parse));
    },
    toggle(name) {
      if (occurrences.has(name)) return true;
      if (occurrences.has(`no-${name}`)) return false;
      const variable = environment[variableOf(name)];
      return variable ? parsed(variableOf(name), variable, parseSwitch) : undefined;
    },
  };
}
