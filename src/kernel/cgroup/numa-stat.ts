import { ParseError } from '../errors.js';
import { ascii } from '../text/bytes.js';
import type { NumaFigure } from './rare-files.js';

/**
 * memory.numa_stat: one line per kind of memory, with one value per node. `kindOf` says what a line's first word means;
 * other lines are skipped.
 *
 *     anon N0=110592 N1=0
 *
 * @throws ParseError
 */
export function parseNumaLines(
  text: Uint8Array,
  unit: NumaFigure['unit'],
  kindOf: (key: string) => { readonly type: string; readonly scope: NumaFigure['scope'] } | undefined,
): NumaFigure[] {
  const figures: NumaFigure[] = [];
  for (const line of ascii(text, 0, text.length).split('\n')) {
    const [key = '', ...nodes] = line.trim().split(' ');
    const kind = kindOf(key);
    if (!kind || !isType(kind.type)) continue;
    for (const field of nodes) {
      const [, node, value] = /^N(\d+)=(\d+)$/.exec(field) ?? [];
      if (node === undefined) throw new ParseError(`memory.numa_stat ${key}`, `N<node>=<number>, found ${field}`);
      figures.push({ node, type: kind.type, scope: kind.scope, unit, value: Number(value) });
    }
  }
  return figures;
}

function isType(type: string): type is NumaFigure['type'] {
  return type === 'file' || type === 'anon' || type === 'unevictable';
}
