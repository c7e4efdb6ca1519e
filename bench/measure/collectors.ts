import { collectors } from '../../src/catalogue.js';
import { startExporter } from '../exporter.js';
import { forms } from '../forms.js';
import { startRecorder } from '../recorder.js';
import type { CollectorResult } from '../results.js';
import { interleave, type Measure, medianCost } from '../rounds.js';
import type { Tree } from '../tree/tree.js';
import { type Client, requestCost } from './requests.js';
import { exporterFlags } from './subject.js';

/** Without an API it reads nothing and says nothing: what it takes is the scrape's own. */
const nothing = 'state';

/** What each collector that reads containers costs alone, by collect[]=, without what finding the containers costs. */
export async function measureCollectors(
  tree: Tree,
  dist: string,
  client: Client,
  rounds: number,
): Promise<CollectorResult[]> {
  const measured = collectors.filter(
    ({ group, needs, name }) => group !== 'host' && needs !== 'disk-usage' && name !== 'version',
  );
  const flags = [...exporterFlags(tree), ...measured.map(({ name }) => `--collector.${name}`)];
  const recorder = await startRecorder({ dist, flags });
  const files = new Map<string, number>();
  for (const { name } of measured) files.set(name, (await recorder.record(`?collect[]=${name}`)).files.length);
  await recorder.stop();

  const exporter = await startExporter({ dist, flags });
  const measures = new Map<string, Measure>();
  for (const { name } of measured) {
    const order = { url: `${exporter.url}/metrics?collect[]=${name}`, headers: forms.text };
    await client.ask({ ...order, times: 20 });
    measures.set(name, requestCost(client, exporter.pid, { ...order, times: 20 }));
  }
  const costs = await interleave(rounds, measures);
  await exporter.stop();

  const ms = (name: string) => medianCost(costs.get(name) ?? []).cpuMs;
  return measured
    .filter(({ name }) => name !== nothing)
    .map(({ name, enabledByDefault }) => ({
      ...{ name, enabledByDefault },
      usPerContainer: ((ms(name) - ms(nothing)) * 1000) / tree.containers,
      filesPerContainer: ((files.get(name) ?? 0) - (files.get(nothing) ?? 0)) / tree.containers,
    }));
}
