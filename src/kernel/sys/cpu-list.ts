import { ParseError } from '../errors.js';

/** More CPUs than any kernel is built for. */
const mostCpus = 65_536;

/**
 * A list of CPUs, such as `0-3,8` in devices/system/cpu/online; empty for none.
 *
 * https://docs.kernel.org/admin-guide/cputopology.html
 *
 * @throws ParseError for anything else.
 */
export function parseCpuList(text: string): number[] {
  const cpus: number[] = [];
  for (const range of text.trim().split(',')) {
    if (range === '') continue;
    const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(range) ?? [];
    if (first === undefined || Number(last) < Number(first) || cpus.length + Number(last) - Number(first) > mostCpus) {
      throw new ParseError('list of CPUs', `ranges such as 0-3,8, found ${JSON.stringify(range.slice(0, 40))}`);
    }
    for (let cpu = Number(first); cpu <= Number(last); cpu++) cpus.push(cpu);
  }
  return cpus;
}
