import { asObject, asString, type JsonObject } from './json/json.js';

/**
 * The maximum size of all of a container's log files together, in bytes, from its inspect's HostConfig.LogConfig;
 * Infinity without rotation. The log-opts of daemon.json are in it too, as the daemon copies them when it creates a
 * container.
 *
 * json-file never rotates without max-size, and keeps one file unless max-file says more; local has 5 files of 20 MB,
 * and compresses old ones: https://docs.docker.com/engine/logging/drivers/json-file/ and local/. Undefined for other
 * drivers.
 */
export function readLogLimit(logConfig: JsonObject | undefined): number | undefined {
  const defaults = driverDefaults.get(asString(logConfig?.Type));
  // Docker has an object here even without options; a proxy may remove it.
  const options = asObject(logConfig?.Config);
  if (!defaults || !options) return undefined;
  const size = asString(options['max-size']);
  const files = asString(options['max-file']);
  const bytes = size === undefined ? defaults.bytes : parseSize(size);
  const count = files === undefined ? defaults.files : parseCount(files);
  return bytes === undefined || count === undefined ? undefined : bytes * count;
}

const driverDefaults = new Map<string | undefined, { readonly bytes: number; readonly files: number }>([
  ['json-file', { bytes: Infinity, files: 1 }],
  ['local', { bytes: 20 * 2 ** 20, files: 5 }],
]);

const units = ['', 'k', 'm', 'g', 't', 'p'];

/** `10m`, `1.5g`, `100kB`, `2MiB`: as parsed by go-units' RAMInBytes. `-1` means no limit. */
function parseSize(text: string): number | undefined {
  if (text === '-1') return Infinity;
  const match = /^(\d{1,15}(?:\.\d{1,15})?) ?([kmgtp]?)(?:i?b)?$/i.exec(text);
  if (!match) return undefined;
  return Math.floor(Number(match[1]) * 1024 ** units.indexOf((match[2] ?? '').toLowerCase()));
}

function parseCount(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
