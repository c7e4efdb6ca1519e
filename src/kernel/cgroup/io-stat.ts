import { ParseError } from '../errors.js';
import { ascii, decimal, lineEnd, SPACE } from '../text/bytes.js';
import type { IoCost, IoStat } from './cgroup-reader.js';

/**
 * io.stat of cgroup v2, one line per device. Some kernels (5.13 to 6.1) print the name of a device without statistics
 * and no line feed after it, so the figures belong to the last device named on the line.
 *
 *     259:0 rbytes=20480 wbytes=0 rios=1 wios=0 dbytes=0 dios=0
 *
 * https://docs.kernel.org/admin-guide/cgroup-v2.html#io-interface-files
 */
export function parseIoStat(text: Uint8Array): IoStat[] {
  const devices: IoStat[] = [];
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    const fields = ascii(text, start, end).split(' ');
    const device = fields.findLast((field) => /^\d+:\d+$/.test(field));
    if (device !== undefined && fields.length > 1) {
      devices.push({
        device,
        readBytes: keyed(fields, 'rbytes='),
        writeBytes: keyed(fields, 'wbytes='),
        reads: keyed(fields, 'rios='),
        writes: keyed(fields, 'wios='),
        ...(fields.some((field) => field.startsWith('cost.usage=')) ? { cost: costOf(fields) } : {}),
      });
    }
    start = end + 1;
  }
  return devices;
}

/** Microseconds, written once the cost model is on for a device: `cost.usage=1500 cost.wait=0 cost.indebt=0 cost.indelay=0`. */
function costOf(fields: readonly string[]): IoCost {
  const seconds = (key: string) => {
    const microseconds = keyed(fields, key);
    return microseconds === undefined ? undefined : microseconds / 1e6;
  };
  return {
    usage: seconds('cost.usage='),
    wait: seconds('cost.wait='),
    indebt: seconds('cost.indebt='),
    indelay: seconds('cost.indelay='),
  };
}

function keyed(fields: readonly string[], key: string): number | undefined {
  const field = fields.find((candidate) => candidate.startsWith(key));
  if (field === undefined) return undefined;
  const digits = field.slice(key.length);
  if (!/^\d+$/.test(digits)) throw new ParseError('io.stat', `a number after ${key}`);
  return Number(digits);
}

/**
 * blkio.throttle.io_service_bytes_recursive and io_serviced_recursive of cgroup v1: one line per device and operation.
 *
 *     254:0 Read 4096
 *     254:0 Write 0
 *     Total 4096
 *
 * https://docs.kernel.org/admin-guide/cgroup-v1/blkio-controller.html
 */
export function parseBlkio(text: Uint8Array): Map<string, { read: number; write: number }> {
  const devices = new Map<string, { read: number; write: number }>();
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    const device = text.indexOf(SPACE, start);
    const operation = device < 0 ? -1 : text.indexOf(SPACE, device + 1);
    if (operation > 0 && operation < end) {
      const name = ascii(text, start, device);
      const kind = ascii(text, device + 1, operation);
      if (kind === 'Read' || kind === 'Write') {
        const entry = devices.get(name) ?? { read: 0, write: 0 };
        entry[kind === 'Read' ? 'read' : 'write'] = decimal(text, operation + 1, end, `blkio ${name} ${kind}`);
        devices.set(name, entry);
      }
    }
    start = end + 1;
  }
  return devices;
}
