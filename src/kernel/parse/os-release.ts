import { utf8 } from './bytes.js';

/**
 * The name of the system for people in /etc/os-release; undefined where it has none.
 *
 *     PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
 *
 * https://www.freedesktop.org/software/systemd/man/os-release.html
 */
export function parsePrettyName(text: Uint8Array): string | undefined {
  const value = /^PRETTY_NAME=(.*)$/m.exec(utf8(text))?.[1]?.trim();
  const quoted = /^(["'])(.*)\1$/.exec(value ?? '')?.[2];
  return (quoted?.replace(/\\(.)/g, '$1') ?? value) || undefined;
}
