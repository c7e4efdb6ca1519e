import { Fragment, type RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ColumnKey, Line } from '../../model/arrange.js';
import { ContainerCells } from './container-cells.js';
import { ContainerDetail } from './container-details.js';
import type { ContainersViewProps } from './containers-view.js';
import { rowHeight, useRowWindow } from './row-window.js';
import { useShownColumns } from './shown-columns.js';

interface ContainerTableProps extends ContainersViewProps {
  readonly lines: readonly Line[];
  readonly onSort: (key: ColumnKey) => void;
}

const isOf = (id: string | undefined) => (line: Line) => line.kind === 'container' && line.row.id === id;

/** The table; only rows in the window are rendered. */
export function ContainerTable(props: ContainerTableProps) {
  const { lines, opened, detail, links, address, onSort, onOpen } = props;
  const columns = useShownColumns();
  const body = useRef<HTMLTableSectionElement>(null);
  const openLine = opened === undefined ? -1 : lines.findIndex(isOf(opened));
  const { from, to, above, below, detail: detailRow } = useRowWindow(body, lines.length, openLine);
  const moveTo = useMovedFocus(body, lines);
  useEffect(() => showLine(body.current, openLine), [opened]);

  /** Up and down move from row to row, including to rows that are not rendered yet. */
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const id = (event.target as Element).closest('tr')?.dataset.id;
    if (event.key === 'Escape' && opened !== undefined) {
      onOpen(undefined);
      moveTo(openLine);
    }
    if (step === undefined || id === undefined) return;
    event.preventDefault();
    let line = lines.findIndex(isOf(id)) + step;
    if (lines[line]?.kind === 'group') line += step;
    moveTo(line);
  };

  return (
    <table aria-rowcount={lines.length + 1} aria-labelledby="containers" onKeyDown={onKeyDown}>
      <thead>
        <tr aria-rowindex={1}>
          {columns.map(({ key, title }) => {
            const isSorted = address.sort === key;
            const order = address.descending ? 'descending' : 'ascending';
            return (
              <th key={key} scope="col" class={`c-${key}`} aria-sort={isSorted ? order : undefined}>
                <button type="button" onClick={() => onSort(key)}>
                  {title}
                  <span aria-hidden="true">{isSorted ? (address.descending ? ' ▾' : ' ▴') : ''}</span>
                </button>
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody ref={body}>
        <Gap height={above} columns={columns.length} />
        {lines.slice(from, to).map((line, i) => {
          const index = from + i + 2;
          if (line.kind === 'group') {
            return (
              <tr key={`group ${line.name}`} class="group" aria-rowindex={index}>
                <th scope="rowgroup" colSpan={columns.length}>
                  {line.name} <small>{line.size}</small>
                </th>
              </tr>
            );
          }
          const { row } = line;
          const isOpen = row.id === opened;
          return (
            <Fragment key={row.id}>
              <tr data-id={row.id} aria-rowindex={index} class={rowClass(isOpen, row.alive)}>
                <ContainerCells
                  row={row}
                  columns={columns}
                  isOpen={isOpen}
                  onToggle={() => onOpen(isOpen ? undefined : row.id)}
                />
              </tr>
              {isOpen && (
                <tr class="detail" ref={detailRow}>
                  <td colSpan={columns.length}>
                    <ContainerDetail row={row} detail={detail} links={links} />
                  </td>
                </tr>
              )}
            </Fragment>
          );
        })}
        <Gap height={below} columns={columns.length} />
        {lines.length === 0 && (
          <tr>
            <td colSpan={columns.length} class="nothing">
              {address.filter === '' ? 'No containers' : 'No container matches the filter'}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function rowClass(isOpen: boolean, isAlive: boolean): string {
  return `${isOpen ? 'open' : ''} ${isAlive ? '' : 'stopped'}`.trim();
}

function Gap({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null;
  return (
    <tr class="gap">
      <td colSpan={columns} style={{ height: `${height}px` }} />
    </tr>
  );
}

/** Moves the focus to a line's button; a line that is not rendered yet is scrolled to, and gets the focus then. */
function useMovedFocus(body: RefObject<HTMLElement | null>, lines: readonly Line[]): (line: number) => void {
  const wanted = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (wanted.current !== undefined && focusRow(body.current, wanted.current)) wanted.current = undefined;
  });
  return (index) => {
    const line = lines[index];
    if (line?.kind !== 'container') return;
    wanted.current = focusRow(body.current, line.row.id) ? undefined : line.row.id;
    if (wanted.current !== undefined) showLine(body.current, index);
  };
}

function focusRow(body: HTMLElement | null, id: string): boolean {
  const row = [...(body?.querySelectorAll('tr') ?? [])].find(({ dataset }) => dataset.id === id);
  const button = row?.querySelector('button');
  button?.focus({ preventScroll: true });
  button?.scrollIntoView({ block: 'nearest' });
  return button !== undefined && button !== null;
}

/** Scrolls to a line that is out of sight. */
function showLine(body: HTMLElement | null, line: number): void {
  if (body === null || line === -1) return;
  const top = body.getBoundingClientRect().top + line * rowHeight;
  if (top < rowHeight || top > innerHeight - rowHeight) scrollBy(0, top - innerHeight / 3);
}
