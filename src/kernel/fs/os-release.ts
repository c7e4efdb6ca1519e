import { utf8 } from '../text/bytes.js';

/**
 * os-release: shell assignments without expansions. Other lines are skipped.
 *
 *     NAME="Debian GNU/Linux"
 *     VERSION_ID="12"
 *
 * https://www.freedesktop.org/software/systemd/man/os-release.html
 */
export function parseOsRelease(text: Uint8Array): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of utf8(text).split('\n')) {
    const [, name, written] = /^\s*([A-Z][A-Z0-9_]*)=(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined && written !== undefined) values.set(name, unquoted(written));
  }
  return values;
}

function unquoted(written: string): string {
  const [, inside] = /^"(.*)"$/s.exec(written) ?? [];
  if (inside !== undefined) return inside.replace(/\\(["\\$`])/g, '$1');
  return /^'(.*)'$/s.exec(written)?.[1] ?? written;
}
