import { useEffect, useState } from 'preact/hooks';
import { type ColumnKey, columns } from '../../model/arrange.js';

/** The minimum window width for each column, in CSS pixels. An open row shows everything. */
const widths: Readonly<Record<ColumnKey, number>> = {
  state: 0,
  name: 0,
  cpu: 0,
  memory: 0,
  restarts: 620,
  throttled: 760,
  uptime: 860,
  pids: 980,
  network: 1100,
  disk: 1220,
};

export type Column = (typeof columns)[number];

/** The columns that fit. */
export function useShownColumns(): readonly Column[] {
  const [width, setWidth] = useState(innerWidth);
  useEffect(() => {
    const follow = () => setWidth(innerWidth);
    addEventListener('resize', follow);
    return () => removeEventListener('resize', follow);
  }, []);
  return columns.filter(({ key }) => width >= widths[key]);
}
