import { byteRate, coreLimit, cores, count, duration, memorySize, percent, unknown } from '../../format.js';
import type { ColumnKey } from '../../model/arrange.js';
import type { ContainerRow } from '../../model/container-row.js';
import { Bar } from '../bar.js';
import { Sparkline } from '../sparkline.js';
import type { Column } from './shown-columns.js';

interface ContainerCellsProps {
  readonly row: ContainerRow;
  readonly columns: readonly Column[];
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

/** The cells of one container. */
export function ContainerCells({ row, columns, isOpen, onToggle }: ContainerCellsProps) {
  return (
    <>
      {columns.map(({ key }) =>
        key === 'name' ? (
          <th key={key} scope="row" class="c-name">
            <button type="button" aria-expanded={isOpen} onClick={onToggle}>
              {row.name}
            </button>
            <small>{[row.image, row.project || row.pod].filter(Boolean).join(' · ')}</small>
          </th>
        ) : (
          <td key={key} class={`c-${key}`}>
            {key === 'state' ? <State row={row} /> : cells[key](row)}
          </td>
        ),
      )}
    </>
  );
}

function State({ row }: Pick<ContainerCellsProps, 'row'>) {
  const { state, health, exitCode, severity } = row;
  const word = state === 'running' && health ? health : (state ?? 'running');
  const isWell = word === 'running' || word === 'healthy';
  return (
    <span class={`state ${severity ?? (isWell ? 'well' : '')}`}>
      {word}
      {exitCode !== undefined && ` (${exitCode})`}
    </span>
  );
}

type Cell = (row: ContainerRow) => preact.ComponentChild;

const cells: Readonly<Record<Exclude<ColumnKey, 'state' | 'name'>, Cell>> = {
  cpu: ({ cpu, cpuLimit, cpuLine }) => (
    <Used points={cpuLine} value={cores(cpu)} limit={cpuLimit === undefined ? '' : `of ${coreLimit(cpuLimit)}`}>
      {parts(cpuLimit, cpu)}
    </Used>
  ),
  memory: ({ memory, unreclaimable, memoryLimit, memoryLine }) => (
    <Used
      points={memoryLine}
      value={memorySize(memory)}
      limit={memoryLimit === undefined ? '' : `of ${memorySize(memoryLimit)}`}
    >
      {unreclaimable === undefined || memory === undefined
        ? parts(memoryLimit, memory)
        : parts(memoryLimit, unreclaimable, memory - unreclaimable)}
    </Used>
  ),
  throttled: ({ throttled }) => percent(throttled),
  network: ({ receive, transmit }) => two('↓', receive, '↑', transmit),
  disk: ({ read, write }) => two('r', read, 'w', write),
  pids: ({ pids, pidsLimit }) => (
    <>
      {count(pids)}
      {pidsLimit !== undefined && <small>of {count(pidsLimit)}</small>}
    </>
  ),
  restarts: ({ restarts }) => count(restarts),
  uptime: ({ uptime }) => duration(uptime),
};

interface UsedProps {
  readonly points: string;
  readonly value: string;
  readonly limit: string;
  /** Shares of the limit. */
  readonly children: readonly number[];
}

function Used({ points, value, limit, children }: UsedProps) {
  return (
    <div class="used">
      <div>
        <Sparkline points={points} />
        <Bar parts={children} />
      </div>
      <span>
        {value}
        <small>{limit}</small>
      </span>
    </div>
  );
}

function parts(whole: number | undefined, ...amounts: readonly (number | undefined)[]): readonly number[] {
  return whole === undefined || whole === 0 ? [] : amounts.map((amount) => (amount ?? 0) / whole);
}

function two(a: string, first: number | undefined, b: string, second: number | undefined) {
  if (first === undefined && second === undefined) return unknown;
  return (
    <span class="two">
      <span>
        {a} {byteRate(first)}
      </span>
      <span>
        {b} {byteRate(second)}
      </span>
    </span>
  );
}
