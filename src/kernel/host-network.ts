import { decimal } from './parse/bytes.js';
import { fieldEnd } from './parse/fields.js';
import type { ProcReader } from './proc.js';

/**
 * Whether this process is in another network namespace than the host's process 1. What procfs shows below sys/net is then
 * not the host's, whosever procfs it is: sysctls follow the reader. (Files below 1/net are the host's in any case.)
 * False where it can't be told, as in a recorded procfs.
 */
export function isOtherNetworkNamespace(proc: ProcReader): boolean {
  const own = proc.read('self/stat', (text) => decimal(text, 0, fieldEnd(text, 0, text.length), 'self/stat'));
  const ownNamespace = own === undefined ? undefined : proc.networkNamespace(own);
  const hostNamespace = proc.networkNamespace(1);
  return ownNamespace !== undefined && hostNamespace !== undefined && ownNamespace !== hostNamespace;
}
