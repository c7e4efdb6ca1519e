import { askKernel } from './statfs.js';
import type { StatfsAnswer } from './statfs-process.js';

/** The process that statfs-process.ts starts. */
process.on('message', async (path: string) => {
  const answer: StatfsAnswer = { path, usage: await askKernel(path).catch(() => undefined) };
  process.send?.(answer);
});

// The exporter has ended. Not exit(), which would wait for hanging threads.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

// A signal to the whole process group stops the exporter, which may still be in a scrape.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => {});
