import { useEffect, useRef } from 'preact/hooks';
import { type ColumnKey, columns, type Grouping } from '../../model/arrange.js';
import type { ContainerRow } from '../../model/container-row.js';
import type { Address } from '../../page-address.js';

interface TableControlsProps {
  readonly rows: readonly ContainerRow[];
  readonly shown: number;
  readonly address: Address;
  readonly onChange: (part: Partial<Address>) => void;
}

/** Filter, sort order, groups, and whether stopped containers are shown. */
export function TableControls({ rows, shown, address, onChange }: TableControlsProps) {
  const filter = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focusFilter = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof Element && event.target.matches('input, select, textarea');
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      filter.current?.focus();
      filter.current?.select();
    };
    addEventListener('keydown', focusFilter);
    return () => removeEventListener('keydown', focusFilter);
  }, []);

  const stopped = rows.filter(({ alive }) => !alive).length;
  const groupings: readonly (readonly [Grouping, string])[] = [
    ['none', 'not grouped'],
    ...(rows.some(({ project }) => project) ? [['project', 'by compose project'] as const] : []),
    ...(rows.some(({ pod }) => pod) ? [['pod', 'by pod'] as const] : []),
  ];
  return (
    <div class="controls">
      <h2 id="containers">
        {shown === rows.length ? '' : `${shown} of `}
        {rows.length} {rows.length === 1 ? 'container' : 'containers'}
      </h2>
      <input
        ref={filter}
        type="search"
        placeholder="Filter"
        aria-label="Filter containers by name, image, project, pod or state"
        aria-keyshortcuts="/"
        value={address.filter}
        onInput={({ currentTarget }) => onChange({ filter: currentTarget.value })}
        onKeyDown={({ key, currentTarget }) => {
          if (key !== 'Escape') return;
          onChange({ filter: '' });
          currentTarget.blur();
        }}
      />
      <select
        class="order"
        aria-label="Order"
        value={address.sort}
        onChange={({ currentTarget }) => onChange({ sort: currentTarget.value as ColumnKey, descending: true })}
      >
        {columns.map(({ key, title }) => (
          <option key={key} value={key}>
            {key === 'state' ? 'worst first' : `by ${title}`}
          </option>
        ))}
      </select>
      {groupings.length > 1 && (
        <select
          aria-label="Groups"
          value={address.group}
          onChange={({ currentTarget }) => onChange({ group: currentTarget.value as Grouping })}
        >
          {groupings.map(([group, title]) => (
            <option key={group} value={group}>
              {title}
            </option>
          ))}
        </select>
      )}
      {stopped > 0 && (
        <label>
          <input
            type="checkbox"
            checked={address.stopped}
            onChange={({ currentTarget }) => onChange({ stopped: currentTarget.checked })}
          />{' '}
          {stopped} stopped
        </label>
      )}
    </div>
  );
}
