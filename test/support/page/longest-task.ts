import type { Page } from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds, and those of them in which the thread had a CPU. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Milliseconds. */
export interface LongestTask {
  /** As people wait for it: longer on a machine that has other work. */
  readonly wall: number;
  /** What it takes of a CPU. */
  readonly cpu: number;
}

/** The longest of the tasks that a page's main thread had while `work` was done, as Chromium's own trace tells. */
export async function longestTask(page: Page, work: () => Promise<void>): Promise<LongestTask> {
  const client = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  client.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as readonly TraceEvent[])));
  const over = new Promise<void>((resolve) => client.once('Tracing.tracingComplete', () => resolve()));
  await client.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', '__metadata'] },
  });
  await work();
  await client.send('Tracing.end');
  await over;
  await client.detach();
  const keyOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const mainThreads = new Set(
    events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(keyOf),
  );
  const tasks = events.filter((event) => event.name.endsWith('RunTask') && mainThreads.has(keyOf(event)));
  if (tasks.length === 0) throw new Error(`no task of a page in ${events.length} events`);
  const longest = (time: (task: TraceEvent) => number | undefined) =>
    tasks.reduce((most, task) => Math.max(most, (time(task) ?? 0) / 1000), 0);
  return { wall: longest(({ dur }) => dur), cpu: longest(({ tdur }) => tdur) };
}
