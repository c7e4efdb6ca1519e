import { ascii } from './bytes.js';

/**
 * Distinct cores in /proc/cpuinfo, told apart by package and core; undefined where it does not tell (virtual machines and
 * architectures other than x86 often do not).
 *
 *     processor	: 0
 *     physical id	: 0
 *     core id		: 1
 */
export function parsePhysicalCores(text: Uint8Array): number | undefined {
  const cores = new Set<string>();
  for (const processor of ascii(text, 0, text.length).split(/\n\s*\n/)) {
    const physical = /^physical id\s*: (\d+)$/m.exec(processor)?.[1];
    const core = /^core id\s*: (\d+)$/m.exec(processor)?.[1];
    if (physical !== undefined && core !== undefined) cores.add(`${physical} ${core}`);
  }
  return cores.size === 0 ? undefined : cores.size;
}
