import { flatKeyed } from './parse/flat-keyed.js';
import { parseMeminfo } from './parse/meminfo.js';
import type { ProcReader } from './proc.js';

const parsePages = flatKeyed(['nr_slab_unreclaimable']);

/**
 * Bytes of a memory page: 4096, on some arm64, ppc64 and loong64 kernels 16384 or 65536. Node.js has no sysconf(3), and
 * /proc/self/auxv is not always readable; but the kernel shows the same memory in pages here and in kB there. A little of it
 * may come or go between the two reads, which rounding to a power of two takes away.
 *
 * @throws KernelReadError and ParseError, for meminfo or vmstat.
 */
export function readPageSize(proc: ProcReader): number | undefined {
  const pages = proc.read('vmstat', parsePages)?.nr_slab_unreclaimable;
  const bytes = proc.read('meminfo', parseMeminfo)?.find(({ name }) => name === 'SUnreclaim')?.value;
  return pages && bytes ? 2 ** Math.round(Math.log2(bytes / pages)) : undefined;
}
