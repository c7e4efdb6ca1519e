import { once } from 'node:events';
import { type ExporterOptions, startExporter } from './exporter.js';
import type { Recording } from './inside/record-reads.js';
import { here, withTypeScript } from './paths.js';

export interface FileRead {
  /** As the kernel calls it: without symbolic links. */
  readonly path: string;
  readonly reads: number;
}

/** All that one scrape of the exporter asks of the filesystem, the third, as later ones may know something already. */
export async function recordScrape(options: ExporterOptions): Promise<Recording> {
  return await recordScrapes(options, 1);
}

/** As recordScrape, for a number of scrapes that are asked for at once. */
export async function recordScrapes(options: ExporterOptions, atOnce: number): Promise<Recording> {
  const nodeFlags = [...withTypeScript, '--import', here('inside/record-reads.ts')];
  const exporter = await startExporter({ ...options, nodeFlags });
  const scrape = async () => await (await fetch(`${exporter.url}/metrics`)).text();
  try {
    for (let i = 0; i < 2; i++) await scrape();
    exporter.child.send('start');
    await once(exporter.child, 'message');
    await Promise.all(Array.from({ length: atOnce }, scrape));
    exporter.child.send('stop');
    const [recording] = (await once(exporter.child, 'message')) as [Recording];
    return recording;
  } finally {
    await exporter.stop();
  }
}
