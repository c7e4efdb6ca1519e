import { ParseError } from '../../errors.js';
import { ascii } from '../../text/bytes.js';

/** What one CPU did since boot. */
export interface SchedstatCpu {
  readonly cpu: string;
  /** Seconds that tasks ran. */
  readonly running: number;
  /** Seconds that tasks waited in its queue, able to run. */
  readonly waiting: number;
  readonly timeslices: number;
}

/**
 * schedstat: the last three numbers of each CPU's line, the first two in nanoseconds.
 *
 *     cpu0 0 0 0 0 0 0 2045936778163 343796328169 2131244
 *
 * https://docs.kernel.org/scheduler/sched-stats.html
 *
 * @throws ParseError for a CPU without nine numbers.
 */
export function parseSchedstat(text: Uint8Array): SchedstatCpu[] {
  const cpus: SchedstatCpu[] = [];
  for (const line of ascii(text, 0, text.length).split('\n')) {
    const [, cpu, numbers = ''] = /^cpu(\d+)(.*)$/.exec(line) ?? [];
    if (cpu === undefined) continue;
    const [, running, waiting, timeslices] = /^(?: \d+){6} (\d+) (\d+) (\d+)\s*$/.exec(numbers) ?? [];
    if (timeslices === undefined) throw new ParseError(`schedstat cpu${cpu}`, 'nine numbers');
    cpus.push({ cpu, running: Number(running) / 1e9, waiting: Number(waiting) / 1e9, timeslices: Number(timeslices) });
  }
  return cpus;
}
