import { useMemo } from 'preact/hooks';
import { arrange } from '../../model/arrange.js';
import type { Detail } from '../../model/container-detail.js';
import type { ContainerRow } from '../../model/container-row.js';
import { type Address, sortBy } from '../../page-address.js';
import type { Links } from '../../page-links.js';
import { ContainerTable } from './container-table.js';
import { TableControls } from './table-controls.js';

export interface ContainersViewProps {
  readonly rows: readonly ContainerRow[];
  /** Id of the container with the open row. */
  readonly opened: string | undefined;
  readonly detail: Detail | undefined;
  readonly links: Links;
  readonly address: Address;
  readonly onChange: (part: Partial<Address>) => void;
  readonly onOpen: (id: string | undefined) => void;
}

/** All containers, worst first or in the chosen order. */
export function ContainersView(props: ContainersViewProps) {
  const { rows, opened, address, onChange } = props;
  const { filter, sort, descending, group, stopped } = address;
  const lines = useMemo(
    () => arrange(rows, { filter, sort, descending, group, stopped, open: opened }),
    [rows, filter, sort, descending, group, stopped, opened],
  );
  return (
    <section class="containers" aria-labelledby="containers">
      <TableControls
        rows={rows}
        shown={lines.filter(({ kind }) => kind === 'container').length}
        address={address}
        onChange={onChange}
      />
      <ContainerTable {...props} lines={lines} onSort={(key) => onChange(sortBy(address, key))} />
      <p class="keys">
        <kbd>/</kbd> filters, <kbd>↑</kbd> <kbd>↓</kbd> move, <kbd>Enter</kbd> opens, <kbd>Esc</kbd> closes
      </p>
    </section>
  );
}
