import type { LabelPredicate } from '../redact/shown-labels.js';
import { Refusal } from '../refusal.js';
import type { ValueRule } from './query-rules.js';

/** Keys of `filters` that ask for nothing but what the list shows anyway. */
const known: ReadonlySet<string> = new Set([
  ...['ancestor', 'before', 'exited', 'expose', 'health', 'id', 'is-task', 'isolation', 'label', 'name', 'network'],
  ...['publish', 'since', 'status', 'volume'],
]);

const mostValues = 100;
const longestValue = 512;

/**
 * The `filters` of `GET /containers/json`: JSON of the form `{"status": {"running": true}}`, in old clients
 * `{"status": ["running"]}`. It is written anew in the first form.
 *
 * A label that is not shown can't be filtered by either: who may ask "is its value x?" often enough learns it. Nor can
 * the path of a mount, by which dockerd also finds its source.
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
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
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
