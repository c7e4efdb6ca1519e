import { ascii, lineEnd } from './parse/bytes.js';
import { fieldEnd, skipBlanks } from './parse/fields.js';
import type { ProcReader } from './proc.js';

/** Device nodes (`/dev/sda`) by `major:minor`, from procfs' diskstats; asked once, when first needed. */
export function createBlockDeviceNames(proc: ProcReader): (device: string) => string | undefined {
  let names: ReadonlyMap<string, string> | undefined;
  return (device) => {
    names ??= proc.read('diskstats', parseDeviceNames) ?? new Map();
    return names.get(device);
  };
}

/**
 * The first three fields of diskstats: major and minor number, name.
 *
 *        8       0 sda 1234 0 5678 ...
 *
 * A slash in a name (`cciss/c0d0`) is a `!` there.
 */
export function parseDeviceNames(text: Uint8Array): Map<string, string> {
  const names = new Map<string, string>();
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    const fields: string[] = [];
    for (let from = skipBlanks(text, start, end); from < end && fields.length < 3; ) {
      const to = fieldEnd(text, from, end);
      fields.push(ascii(text, from, to));
      from = skipBlanks(text, to, end);
    }
    const [major, minor, name] = fields;
    if (name !== undefined) names.set(`${major}:${minor}`, `/dev/${name.replaceAll('!', '/')}`);
    start = end + 1;
  }
  return names;
}
