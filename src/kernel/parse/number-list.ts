import { decimal, lineEnd } from './bytes.js';

/** One number a line, such as cgroup.procs. */
export function parseNumberLines(text: Uint8Array): number[] {
  const numbers: number[] = [];
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    if (end > start) numbers.push(decimal(text, start, end, 'line'));
    start = end + 1;
  }
  return numbers;
}
