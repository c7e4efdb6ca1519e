import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Pixels; the same as in the style sheet. */
export const rowHeight = 44;
/** Extra lines on each side of the window, so that scrolling finds them rendered. */
const spare = 6;
/** Lines rendered even if the table is out of sight. */
const atLeast = 20;

export interface RowWindow {
  readonly from: number;
  readonly to: number;
  /** Pixels that the lines before and after would occupy. */
  readonly above: number;
  readonly below: number;
}

/**
 * Which lines of the table are in the window: the others are not rendered, so that 1,000 cost no more than 40. All have
 * the same height, except for the details below the open one.
 *
 * @param opened index of the open line, or -1
 */
export function useRowWindow(
  body: RefObject<HTMLElement | null>,
  lines: number,
  opened: number,
): RowWindow & DetailHeight {
  const [view, setView] = useState({ top: 0, height: innerHeight });
  const detail = useRef<HTMLTableRowElement>(null);
  const [detailHeight, setDetailHeight] = useState(0);

  useEffect(() => {
    const follow = () => {
      const top = -(body.current?.getBoundingClientRect().top ?? 0);
      // In steps, as each one renders rows.
      const step = (spare / 2) * rowHeight;
      const next = { top: Math.floor(top / step) * step, height: innerHeight };
      setView((last) => (last.top === next.top && last.height === next.height ? last : next));
    };
    follow();
    addEventListener('scroll', follow, { passive: true });
    addEventListener('resize', follow);
    // The content above grows and shrinks.
    const above = new ResizeObserver(follow);
    above.observe(document.body);
    return () => {
      removeEventListener('scroll', follow);
      removeEventListener('resize', follow);
      above.disconnect();
    };
  }, []);
  useLayoutEffect(() => {
    const height = detail.current?.offsetHeight ?? 0;
    if (opened !== -1 && height > 0 && height !== detailHeight) setDetailHeight(height);
  });

  const extra = opened === -1 ? 0 : detailHeight;
  const lineAt = (y: number) => {
    const end = (opened + 1) * rowHeight;
    if (opened === -1 || y < end) return Math.floor(y / rowHeight);
    return y < end + extra ? opened : Math.floor((y - extra) / rowHeight);
  };
  const topOf = (line: number) => line * rowHeight + (opened !== -1 && line > opened ? extra : 0);
  const from = Math.min(Math.max(0, lineAt(view.top) - spare), Math.max(0, lines - 1));
  const to = Math.min(lines, Math.max(from + atLeast, lineAt(view.top + view.height) + 1 + spare));
  return { from, to, above: topOf(from), below: topOf(lines) - topOf(to), detail };
}

interface DetailHeight {
  /** For the details below the open line. */
  readonly detail: RefObject<HTMLTableRowElement | null>;
}
