import type { Target } from '../client/target.js';
import { Refusal } from '../refusal.js';

/** What a query's value is written as for the daemon; undefined leaves the key out, as it says nothing. */
export type ValueRule = (value: string) => string | undefined;

export interface QueryRules {
  readonly [key: string]: { readonly value: ValueRule; readonly repeatable?: boolean };
}

/**
 * The query for the daemon, with a question mark, or ''. Keys are in the order of the rules, so that one question has one
 * spelling.
 *
 * @throws Refusal for a key that has no rule, comes twice, or has a value that its rule does not know
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

/** Docker's clients send `1`; off is what it is without the key. */
export const onOff: ValueRule = (value) => {
  if (value === '1' || value === 'true') return '1';
  if (value === '0' || value === 'false') return undefined;
  throw new Refusal(403, 'the query has a switch that is neither 1 nor 0');
};

/** How many containers to list; older clients send -1 and newer ones 0 for all of them. */
export const limit: ValueRule = (value) => {
  if (!/^(?:-1|\d{1,6})$/.test(value)) throw new Refusal(403, 'the query has a limit that is no number');
  return Number(value) > 0 ? String(Number(value)) : undefined;
};

export function oneOf(choices: readonly string[]): ValueRule {
  return (value) => {
    if (!choices.includes(value)) throw new Refusal(403, 'the query has a value that is not allowed here');
    return value;
  };
}

/** For paths that a flag lets through: whatever was decoded is encoded again. */
export function anyQuery(query: Target['query']): string {
  const pairs = query.map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
