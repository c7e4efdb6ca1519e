import { type ColumnKey, columns, type Grouping } from './model/arrange.js';

/** What the page shows, as stored after the `#` of its URL: a link shows the same. */
export interface Address {
  readonly view: 'containers' | 'disk';
  readonly filter: string;
  readonly sort: ColumnKey;
  readonly descending: boolean;
  readonly group: Grouping;
  readonly stopped: boolean;
  /** Name or id of the container whose row is open. */
  readonly open: string | undefined;
}

export const firstAddress: Address = {
  view: 'containers',
  filter: '',
  sort: 'state',
  descending: true,
  group: 'none',
  stopped: false,
  open: undefined,
};

/** Never fails: unknown parts get their defaults. */
export function readAddress(hash: string): Address {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const group = given.get('group');
  return {
    view: given.get('view') === 'disk' ? 'disk' : 'containers',
    filter: given.get('filter') ?? '',
    sort: columns.find(({ key }) => key === given.get('sort'))?.key ?? firstAddress.sort,
    descending: given.get('order') !== 'ascending',
    group: group === 'project' || group === 'pod' ? group : 'none',
    stopped: given.has('stopped'),
    open: given.get('open') || undefined,
  };
}

/** The hash, with `#`; contains only what differs from the defaults. */
export function writeAddress(address: Address): string {
  const said = new URLSearchParams();
  if (address.view !== firstAddress.view) said.set('view', address.view);
  if (address.filter !== '') said.set('filter', address.filter);
  if (address.sort !== firstAddress.sort) said.set('sort', address.sort);
  if (!address.descending) said.set('order', 'ascending');
  if (address.group !== firstAddress.group) said.set('group', address.group);
  if (address.stopped) said.set('stopped', '');
  if (address.open !== undefined) said.set('open', address.open);
  return `#${said}`;
}

/** The first click on a column sorts in descending order, the next one in ascending order. */
export function sortBy(address: Address, sort: ColumnKey): Address {
  return { ...address, sort, descending: address.sort === sort ? !address.descending : true };
}
