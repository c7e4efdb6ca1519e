/** A line of what `docker system df` prints. */
export interface SystemDfLine {
  readonly total: number;
  readonly active: number;
  /** Whether bytes are what was printed, which has four digits. */
  size(bytes: number | undefined): boolean;
  reclaimable(bytes: number | undefined): boolean;
}

const units: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

/**
 * By type, of a text such as
 *
 *     TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE
 *     Images          5         3         12.08MB   8.682MB (71%)
 */
export function parseSystemDf(text: string): Map<string, SystemDfLine> {
  const [, ...lines] = text.trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [type = '', total, active, size = '', reclaimable = ''] = line.split(/\s{2,}/);
      return [
        type,
        { total: Number(total), active: Number(active), size: isPrinted(size), reclaimable: isPrinted(reclaimable) },
      ];
    }),
  );
}

/** Both sides are rounded to the last digit that was printed; Go's formatting leaves out trailing zeroes. */
function isPrinted(text: string): (bytes: number | undefined) => boolean {
  const [, digits = '', unit = ''] = /^([\d.]+)([kMGT]?B)/.exec(text) ?? [];
  const scale = units[unit];
  if (scale === undefined) throw new Error(`${JSON.stringify(text)} is not a size`);
  return (bytes) => bytes !== undefined && Number((bytes / scale).toPrecision(4)) === Number(digits);
}
