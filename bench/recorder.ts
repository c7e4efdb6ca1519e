import { once } from 'node:events';
import { type ExporterOptions, startExporter } from './exporter.js';
import type { Recording } from './inside/record-reads.js';
import { here, withTypeScript } from './paths.js';

/** An exporter that is watched from inside: all that a scrape asks of the filesystem. */
export interface Recorder {
  /** One scrape, or some that are asked for at once. `query` is such as `?collect[]=cpu`. */
  record(query?: string, atOnce?: number): Promise<Recording>;
  stop(): Promise<void>;
}

export async function startRecorder(options: ExporterOptions): Promise<Recorder> {
  const nodeFlags = [...withTypeScript, '--import', here('inside/record-reads.ts')];
  const exporter = await startExporter({ ...options, nodeFlags });
  const scrape = async (query: string) => {
    const response = await fetch(`${exporter.url}/metrics${query}`);
    const text = await response.text();
    if (!response.ok) throw new Error(text);
  };
  const ask = async (message: string): Promise<unknown> => {
    exporter.child.send(message);
    return (await once(exporter.child, 'message'))[0];
  };
  // Later scrapes may know something already.
  for (let i = 0; i < 2; i++) await scrape('');
  return {
    async record(query = '', atOnce = 1) {
      await ask('start');
      await Promise.all(Array.from({ length: atOnce }, () => scrape(query)));
      return (await ask('stop')) as Recording;
    },
    stop: exporter.stop,
  };
}

/** What the third scrape asks of the filesystem. */
export async function recordScrape(options: ExporterOptions): Promise<Recording> {
  const recorder = await startRecorder(options);
  try {
    return await recorder.record();
  } finally {
    await recorder.stop();
  }
}
