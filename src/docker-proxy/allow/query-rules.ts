import type { Target } from '../client/target.js';
import type { LabelPredicate } from '../redact/json-shapes.js';
import { Refusal } from '../refusal.js';

/** The form in which a query's value is sent to the daemon; undefined drops a key that has no effect. */
export type ValueRule = (value: string) => string | undefined;

export interface QueryRules {
  readonly [key: string]: { readonly value: ValueRule; readonly repeatable?: boolean };
}

/**
 * The query for the daemon, with a question mark, or ''. Keys are in the order of the rules, so that equal requests
 * have one spelling.
 *
 * @throws Refusal for a key that has no rule, is repeated, or has a value that its rule does not accept
 */
export function canonicalQuery(query: Target['query'], rules: QueryRules): string {
  const seen = new Set<string>();
  for (const [key] of query) {
    if (!Object.hasOwn(rules, key)) throw new Refusal(403, 'the query has a key that is not allowed here');
    if (seen.has(key) && !rules[key]?.repeatable) throw new Refusal(400, 'the query has a key twice');
    seen.add(key);
  }
  const pairs = Object.entries(rules).flatMap(([key, { value: rule }]) => {
    const values = query.filter(([name]) => name === key).map(([, value]) => rule(value));
    const told = [...new Set(values)].filter((value) => value !== undefined).sort();
    return told.map((value) => `${key}=${encodeURIComponent(value)}`);
  });
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** Docker's clients send `1`; off is the same as no key. */
export const onOff: ValueRule = (value) => {
  if (value === '1' || value === 'true') return '1';
  if (value === '0' || value === 'false') return undefined;
  throw new Refusal(403, 'the query has a switch that is neither 1 nor 0');
};

/** How many containers to list; for all of them, older clients send -1 and newer ones 0. */
export const limit: ValueRule = (value) => {
  if (!/^(?:-1|\d{1,6})$/.test(value)) throw new Refusal(403, 'the query has a limit that is no number');
  return Number(value) > 0 ? String(Number(value)) : undefined;
};

/** Clients' clocks have milliseconds; one slightly ahead makes the daemon wait no longer than this. */
const aheadSeconds = 1;

/** Unix seconds in the past: a daemon returns the events until then at once. */
export const passedTime: ValueRule = (value) => {
  if (!/^\d{1,12}(?:\.\d{1,9})?$/.test(value) || Number(value) > Date.now() / 1000 + aheadSeconds) {
    throw new Refusal(403, 'the query has a time that has not passed, or is not in Unix seconds');
  }
  return value;
};

export function oneOf(choices: readonly string[]): ValueRule {
  return (value) => {
    if (!choices.includes(value)) throw new Refusal(403, 'the query has a value that is not allowed here');
    return value;
  };
}

/** For paths allowed by a flag: whatever was decoded is encoded again. */
export function anyQuery(query: Target['query']): string {
  const pairs = query.map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** Keys of `filters` that only reveal what the list shows anyway. */
const known: ReadonlySet<string> = new Set([
  ...['ancestor', 'before', 'exited', 'expose', 'health', 'id', 'is-task', 'isolation', 'label', 'name', 'network'],
  ...['publish', 'since', 'status', 'volume'],
]);

const mostValues = 100;
const longestValue = 512;

/**
 * The `filters` of `GET /containers/json`: JSON of the form `{"status": {"running": true}}`, in old clients `{"status":
 * ["running"]}`. It is rewritten in the first form.
 *
 * A hidden label is not allowed as a filter either: anyone who can ask "is its value x?" often enough learns it. Nor is
 * a mount's path, as dockerd matches its source too.
 */
export function listFilters(isShown: LabelPredicate): ValueRule {
  return (text) => {
    const filters = Object.entries(readObject(text)).map(([key, value]) => {
      if (!known.has(key)) throw new Refusal(403, 'filters have a key that is not allowed');
      const values = readValues(value);
      if (key === 'label' && !values.every((label) => isShown(label.split('=', 1)[0] ?? ''))) {
        throw new Refusal(403, 'filters have a label that is not let through');
      }
      if (key === 'volume' && values.some((volume) => volume.includes('/'))) {
        throw new Refusal(403, 'filters have the path of a mount, expected the name of a volume');
      }
      return [key, Object.fromEntries(values.map((one) => [one, true]))] as const;
    });
    const told = filters.filter(([, values]) => Object.keys(values).length > 0);
    return told.length === 0 ? undefined : JSON.stringify(Object.fromEntries(told));
  };
}

function readObject(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal(400, 'filters are not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal(400, 'filters are not a JSON object');
  }
  return value;
}

function readValues(value: unknown): string[] {
  const values = Array.isArray(value) ? value : namesThatAreTrue(value);
  if (values.length > mostValues) throw new Refusal(400, 'filters have too many values');
  return values.map((one) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what the check is for.
    if (typeof one !== 'string' || one.length > longestValue || /[\u0000-\u001f\u007f]/.test(one)) {
      throw new Refusal(400, 'filters have a value that is not a plain text');
    }
    return one;
  });
}

function namesThatAreTrue(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null || !Object.values(value).every((on) => on === true)) {
    throw new Refusal(400, 'filters have values of an unknown form');
  }
  return Object.keys(value);
}
