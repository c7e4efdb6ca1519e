import { watchForTheEnd } from './cleanup.js';
import { startClient } from './client.js';
import { startExporter } from './exporter.js';
import { createLimit } from './limit.js';
import { repository } from './paths.js';
import { cpuMs, peakRss } from './process-figures.js';
import { recordScrape } from './recorded-reads.js';
import { median } from './statistics.js';
import { makeRealTree } from './tree/real-tree.js';

watchForTheEnd();
const dist = process.argv.find((arg) => arg.startsWith('--dist='))?.slice('--dist='.length) ?? `${repository}/dist`;
const client = await startClient();
const limit = createLimit();
for (const n of [100, 1000]) {
  const tree = await makeRealTree(n);
  const flags = ['--docker.host=none', ...tree.flags];
  const recording = await recordScrape({ dist, flags });
  const exporter = await startExporter({ dist, flags });
  const order = { url: `${exporter.url}/metrics`, headers: { 'accept-encoding': 'identity' } };
  await client.deliver({ ...order, times: 20 });
  const rounds: Record<'limit' | 'scrape' | 'bytes' | 'wall' | 'failed', number>[] = [];
  for (let i = 0; i < 7; i++) {
    const times = n === 100 ? 30 : 6;
    const c = limit(recording.files, times);
    const before = cpuMs(exporter.pid);
    const { bytes, wallMs } = await client.deliver({ ...order, times });
    rounds.push({
      limit: c.cpuMs,
      scrape: (cpuMs(exporter.pid) - before) / times,
      bytes,
      wall: median(wallMs),
      failed: c.failed,
    });
  }
  const show = (pick: (round: (typeof rounds)[number]) => number) => median(rounds.map(pick)).toFixed(2);
  console.log(
    `N=${n}: limit ${show((r) => r.limit)} ms, scrape ${show((r) => r.scrape)} ms CPU, ratio ${show((r) => r.scrape / r.limit)},`,
    `wall ${show((r) => r.wall)} ms, ${recording.files.length} files (${recording.failedOpens.length} failed opens, ${recording.looks} looks, ${recording.listedDirectories} lists), peak RSS ${(peakRss(exporter.pid) / 1e6).toFixed(0)} MB, limit's failures ${show((r) => r.failed)}`,
  );
  await exporter.stop();
  tree.remove();
}
process.exit();
