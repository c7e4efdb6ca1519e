import { ParseError } from '../../errors.js';
import { utf8 } from '../../text/bytes.js';

/** How often each CPU served one interrupt. */
export interface Interrupt {
  /** Its number, or `NMI`, `LOC` and the like. */
  readonly type: string;
  /** The controller that routes it (`PCI-MSI`), or what it is (`Local timer interrupts`). */
  readonly info: string;
  /** Its source; empty for those without a number. */
  readonly devices: string;
  /** By CPU. */
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * interrupts: a header of online CPUs, then one line per interrupt. ERR and MIS have a single count and are skipped.
 *
 *                CPU0       CPU1
 *       0:         44          0   IO-APIC   2-edge      timer
 *     LOC:    1233217    1259001   Local timer interrupts
 *
 * @throws ParseError without such a header, or for a count that is not a number.
 */
export function parseInterrupts(text: Uint8Array): Interrupt[] {
  const [header = '', ...lines] = utf8(text).split('\n');
  const cpus = [...header.matchAll(/CPU(\d+)/g)].map(([, number]) => number as string);
  if (cpus.length === 0) throw new ParseError('interrupts', 'a header of CPUs');
  const interrupts: Interrupt[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    const words = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/);
    if (colon < 0 || words.length <= cpus.length) continue;
    const type = line.slice(0, colon).trim();
    const counts = new Map<string, number>();
    for (const [i, cpu] of cpus.entries()) {
      const count = words[i] ?? '';
      if (!/^\d+$/.test(count)) throw new ParseError(`interrupts ${type}`, 'a count for each CPU');
      counts.set(cpu, Number(count));
    }
    const [first = '', ...more] = words.slice(cpus.length);
    const rest = more.join(' ');
    const isNumbered = /^\d+$/.test(type);
    interrupts.push({
      type,
      info: isNumbered ? first : `${first} ${rest}`.trim(),
      devices: isNumbered ? rest : '',
      counts,
    });
  }
  return interrupts;
}
