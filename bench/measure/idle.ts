import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMs, wakeUps } from '../../test/support/process-figures.js';
import type { Exporter } from '../exporter.js';
import type { IdleResult } from '../results.js';
import type { Client } from './requests.js';

/** What the exporter does while nobody scrapes it. */
export async function measureIdle(exporter: Exporter, client: Client, seconds: number): Promise<IdleResult> {
  await client.ask({ url: `${exporter.url}/metrics`, times: 1 });
  await sleep(200);
  const watch = async () => {
    const before = { cpuMs: cpuMs(exporter.pid), wakeUps: wakeUps(exporter.pid) };
    await sleep(seconds * 1000);
    return {
      cpuMs: cpuMs(exporter.pid) - before.cpuMs,
      wakeUps: wakeUps(exporter.pid) - before.wakeUps,
    };
  };
  return { seconds, afterScrape: await watch(), later: await watch() };
}
