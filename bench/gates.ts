import type { Results } from './results.js';

/** A target, and whether it was reached. */
export interface Gate {
  readonly what: string;
  readonly unit: string;
  readonly measured: number;
  readonly target: number;
  /** Beyond this the benchmark fails; undefined for absolute figures, which depend on the machine and never fail. */
  readonly failsBeyond: number | undefined;
}

/**
 * What V8 itself adds to the heap in a thousand scrapes, and gives back later: compiled code and what it learned of types.
 * A leak of one closure a scrape is more.
 */
const heapNoiseBytes = 1024 * 1024;

/**
 * A machine that others keep busy slows V8 down more than a loop in C: where a quiet one showed 2.1, one on which
 * everything took three times as long showed 3.1.
 */
const limitMargin = 3.6;

export function gatesOf(results: Results): Gate[] {
  const { sizes, growth, kept, idle, startUp, nodeExporter } = results;
  const largest = sizes.at(-1);
  if (!largest) throw new Error('no size was measured');
  const at = `at ${largest.containers} containers`;
  const ratio = (what: string, measured: number, target: number, failsBeyond: number): Gate => {
    return { what, unit: '', measured, target, failsBeyond };
  };
  const absolute = (what: string, unit: string, measured: number, target: number): Gate => {
    return { what, unit, measured, target, failsBeyond: undefined };
  };
  const kilobytesKept = (kept.heapBytesAfter - kept.heapBytesBefore) / 1024;
  return [
    ratio(`CPU of a scrape (text) over the limit's, ${at}`, largest.scrapeToLimit.text, 2.5, limitMargin),
    ratio(`time per container at ${growth.to} over that at ${growth.from}`, growth.scrape, 1.1, 1.35),
    ...(nodeExporter
      ? [
          ratio(
            `CPU per sample over node_exporter's, asked as by Prometheus, at ${nodeExporter.containers} containers`,
            nodeExporter.byPrometheus.perSample,
            0.25,
            0.4,
          ),
        ]
      : []),
    {
      what: `heap kept after ${kept.scrapes} scrapes, at ${kept.containers} containers`,
      unit: 'KiB',
      measured: kilobytesKept,
      target: heapNoiseBytes / 1024,
      failsBeyond: (2 * heapNoiseBytes) / 1024,
    },
    ratio(`more files open after ${kept.scrapes} scrapes`, kept.filesAfter - kept.filesBefore, 0, 0),
    absolute(`peak RSS, ${at}`, 'MB', largest.peakRssBytes / 1e6, 128),
    absolute(`p99 of /-/healthy during scrapes, ${at}`, 'ms', largest.healthy.p99Ms, 25),
    absolute(`start-up to the first answer`, 'ms', startUp.readyMs, 500),
    absolute(`CPU while idle, in ${idle.seconds} s`, 'ms', idle.later.cpuMs, 1),
  ];
}

export const isReached = ({ measured, target }: Gate): boolean => measured <= target;
export const isFailed = ({ measured, failsBeyond }: Gate): boolean =>
  failsBeyond !== undefined && !(measured <= failsBeyond);
