/** Label rendering. Rendered labels (`a="b",c="d"`, without braces) are created once and written many times. */

/** One label, escaped as both exposition formats require: backslash, double quote and line feed. */
export function label(name: string, value: string): string {
  return `${name}="${escapeLabelValue(value)}"`;
}

/** Several labels, in the given order; labels with an empty value are omitted, as empty means absent in Prometheus. */
export function labels(pairs: Readonly<Record<string, string | undefined>>): string {
  let text = '';
  for (const name in pairs) {
    const value = pairs[name];
    if (!value) continue;
    if (text !== '') text += ',';
    text += label(name, value);
  }
  return text;
}

export function escapeLabelValue(value: string): string {
  return /[\\"\n]/.test(value) ? value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n') : value;
}

/** A container label's name as a Prometheus label name: each character outside [a-zA-Z0-9_] becomes `_` (cAdvisor's rule, and docker_sd's). */
export function sanitizeLabelName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_]/gu, '_');
}
