import { useEffect, useState } from 'preact/hooks';
import { type ColumnKey, columns } from '../../model/arrange.js';

/** From how wide a window on each column is shown, in CSS pixels. A row that is open shows all of it. */
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

/** The columns that there is room for. */
export function useShownColumns(): readonly Column[] {
  const [width, setWidth] = useState(innerWidth);
  useEffect(() => {
    const follow = () => setWidth(innerWidth);
    addEventListener('resize', follow);
    return () => removeEventListener('resize', follow);
  }, []);
  return columns.filter(({ key }) => width >= widths[key]);
}
