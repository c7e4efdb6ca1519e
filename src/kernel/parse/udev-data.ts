import { utf8 } from './bytes.js';

/**
 * What udev knows of a device, from its database in /run/udev/data. Lines of other kinds (links, tags) are passed over.
 *
 *     S:disk/by-id/ata-Samsung_SSD
 *     E:ID_MODEL=Samsung_SSD
 */
export function parseUdevData(text: Uint8Array): Map<string, string> {
  const properties = new Map<string, string>();
  for (const line of utf8(text).split('\n')) {
    const equals = line.indexOf('=');
    if (line.startsWith('E:') && equals > 2) properties.set(line.slice(2, equals), line.slice(equals + 1));
  }
  return properties;
}
