import { severities } from '../../diagnosis/finding.js';
import type { ContainerRow } from './container-row.js';

/** Which rows are shown, in which order: filtered, sorted and grouped. */

export const columns = [
  { key: 'state', title: 'State', value: undefined },
  { key: 'name', title: 'Container', value: (row: ContainerRow) => row.name },
  { key: 'cpu', title: 'CPU', value: (row: ContainerRow) => row.cpu },
  { key: 'throttled', title: 'Throttled', value: (row: ContainerRow) => row.throttled },
  { key: 'memory', title: 'Memory', value: (row: ContainerRow) => row.memory },
  { key: 'network', title: 'Network', value: (row: ContainerRow) => together(row.receive, row.transmit) },
  { key: 'disk', title: 'Disk I/O', value: (row: ContainerRow) => together(row.read, row.write) },
  { key: 'pids', title: 'Threads', value: (row: ContainerRow) => row.pids },
  { key: 'restarts', title: 'Restarts', value: (row: ContainerRow) => row.restarts },
  { key: 'uptime', title: 'Up', value: (row: ContainerRow) => row.uptime },
] as const;

export type ColumnKey = (typeof columns)[number]['key'];
export type Grouping = 'none' | 'project' | 'pod';

export interface Arrangement {
  readonly filter: string;
  /** `state` is worst first. */
  readonly sort: ColumnKey;
  readonly descending: boolean;
  readonly group: Grouping;
  /** Whether stopped containers are shown too. */
  readonly stopped: boolean;
  /** Id of the open row: shown even if it is stopped. */
  readonly open: string | undefined;
}

export type Line =
  | { readonly kind: 'container'; readonly row: ContainerRow }
  | { readonly kind: 'group'; readonly name: string; readonly size: number };

export function arrange(rows: readonly ContainerRow[], arrangement: Arrangement): readonly Line[] {
  const { filter, sort, descending, group, stopped, open } = arrangement;
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = rows.filter((row) => (row.alive || stopped || row.id === open) && matches(row, words));
  const sorted = shown.sort(sort === 'state' ? byNeed(descending) : byColumn(sort, descending));
  if (group === 'none') return sorted.map((row) => ({ kind: 'container', row }));
  const groups = new Map<string, ContainerRow[]>();
  for (const row of sorted) {
    const name = row[group] || (group === 'project' ? 'no compose project' : 'no pod');
    const others = groups.get(name);
    if (others) others.push(row);
    else groups.set(name, [row]);
  }
  return [...groups].flatMap(([name, members]): Line[] => [
    { kind: 'group', name, size: members.length },
    ...members.map((row) => ({ kind: 'container', row }) as const),
  ]);
}

/** Every word must occur somewhere in the container's names or description. */
function matches(row: ContainerRow, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = `${row.name} ${row.image} ${row.project} ${row.pod} ${row.state} ${row.health}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Worst first: by findings, then by how close it is to one of its limits. */
function byNeed(descending: boolean): (a: ContainerRow, b: ContainerRow) => number {
  const sign = descending ? 1 : -1;
  const rank = ({ severity }: ContainerRow) =>
    severity === undefined ? severities.length : severities.indexOf(severity);
  return (a, b) => sign * (rank(a) - rank(b) || fullness(b) - fullness(a)) || byName(a, b);
}

/** In steps, so that rows do not swap places with each poll. */
function fullness(row: ContainerRow): number {
  const worst = Math.max(
    share(row.cpu, row.cpuLimit),
    share(row.unreclaimable, row.memoryLimit),
    share(row.pids, row.pidsLimit),
  );
  return Math.floor(worst * 5);
}

function share(part: number | undefined, whole: number | undefined): number {
  return part === undefined || !whole ? 0 : part / whole;
}

/** Unknown values come last in both directions. */
function byColumn(key: ColumnKey, descending: boolean): (a: ContainerRow, b: ContainerRow) => number {
  const value = columns.find((column) => column.key === key)?.value;
  const sign = descending ? -1 : 1;
  return (a, b) => {
    const x = value?.(a);
    const y = value?.(b);
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined) || byName(a, b);
    const order = typeof x === 'string' || typeof y === 'string' ? compareText(String(x), String(y)) : x - y;
    return sign * order || byName(a, b);
  };
}

function byName(a: ContainerRow, b: ContainerRow): number {
  return compareText(a.name, b.name) || compareText(a.id, b.id);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function together(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
}
