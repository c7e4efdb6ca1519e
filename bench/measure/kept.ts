import { once } from 'node:events';
import { openFiles } from '../../test/support/process-figures.js';
import { startExporter } from '../exporter.js';
import { forms } from '../forms.js';
import type { Heap } from '../inside/answer-heap.js';
import { here, withTypeScript } from '../paths.js';
import type { KeptResult } from '../results.js';
import type { Tree } from '../tree/tree.js';
import type { Client } from './requests.js';
import { exporterFlags } from './subject.js';

/** What of the scrapes is kept: heap after a forced collection, and open files, before and after many of them. */
export async function measureKept(tree: Tree, dist: string, client: Client, scrapes: number): Promise<KeptResult> {
  const exporter = await startExporter({
    dist,
    flags: exporterFlags(tree),
    nodeFlags: ['--expose-gc', ...withTypeScript, '--import', here('inside/answer-heap.ts')],
  });
  const heap = async (): Promise<number> => {
    exporter.child.send('heap');
    return ((await once(exporter.child, 'message')) as [Heap])[0].usedBytes;
  };
  const url = `${exporter.url}/metrics`;
  const scrape = async (times: number) => {
    for (const headers of Object.values(forms)) await client.ask({ url, headers, times: Math.ceil(times / 4) });
    // A request of its own: so many connections are open each time.
    await client.ask({ url, times: 1 });
  };
  try {
    // As long as code is being compiled, the heap grows.
    await scrape(200);
    const [heapBytesBefore, filesBefore] = [await heap(), openFiles(exporter.pid)];
    await scrape(scrapes);
    const [heapBytesAfter, filesAfter] = [await heap(), openFiles(exporter.pid)];
    return { containers: tree.containers, scrapes, heapBytesBefore, heapBytesAfter, filesBefore, filesAfter };
  } finally {
    await exporter.stop();
  }
}
