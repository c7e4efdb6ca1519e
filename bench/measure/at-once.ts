import { cpuMs } from '../../test/support/process-figures.js';
import { forms } from '../forms.js';
import { startRecorder } from '../recorder.js';
import type { AtOnceResult } from '../results.js';
import { interleave, medianCost } from '../rounds.js';
import { median } from '../statistics.js';
import type { Client } from './requests.js';
import { exporterFlags, type Subject } from './subject.js';

const clients = 10;

/** Ten that scrape at the same moment, against one: CPU, and files that were read. */
export async function measureAtOnce(
  { tree, exporter }: Subject,
  dist: string,
  client: Client,
  rounds: number,
): Promise<AtOnceResult> {
  const recorder = await startRecorder({ dist, flags: exporterFlags(tree) });
  const filesForOne = (await recorder.record()).files.length;
  const filesForAll = (await recorder.record('', clients)).files.length;
  await recorder.stop();
  const scrapes = (atOnce: number) => async () => {
    const before = cpuMs(exporter.pid);
    const { wallMs } = await client.ask({ url: `${exporter.url}/metrics`, headers: forms.text, times: 1, atOnce });
    return { cpuMs: cpuMs(exporter.pid) - before, wallMs: median(wallMs) };
  };
  const costs = await interleave(
    rounds * 3,
    new Map([
      ['one', scrapes(1)],
      ['all', scrapes(clients)],
    ]),
  );
  return {
    ...{ containers: tree.containers, clients, filesForOne, filesForAll },
    one: medianCost(costs.get('one') ?? []),
    all: medianCost(costs.get('all') ?? []),
  };
}
