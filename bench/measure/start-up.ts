import { once } from 'node:events';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../test/support/free-port.js';
import type { StartUpResult } from '../results.js';
import { spawnTied } from '../spawn-tied.js';
import { median } from '../statistics.js';
import type { Tree } from '../tree/tree.js';
import { exporterFlags } from './subject.js';

/** From the start of the process to its first answers. */
export async function measureStartUp(tree: Tree, dist: string, times: number): Promise<StartUpResult> {
  const all: { readyMs: number; firstScrapeMs: number }[] = [];
  for (let i = 0; i < times; i++) all.push(await startOnce(tree, dist));
  return {
    containers: tree.containers,
    readyMs: median(all.map(({ readyMs }) => readyMs)),
    firstScrapeMs: median(all.map(({ firstScrapeMs }) => firstScrapeMs)),
  };
}

async function startOnce(tree: Tree, dist: string): Promise<{ readyMs: number; firstScrapeMs: number }> {
  const address = `127.0.0.1:${await freePort()}`;
  const flags = [`--web.listen-address=${address}`, ...exporterFlags(tree)];
  const began = performance.now();
  const { child, kill } = spawnTied(process.execPath, [`${dist}/main.js`, ...flags], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  while (!(await answers(`http://${address}/-/ready`))) {
    if (child.exitCode !== null) throw new Error(`the exporter ended with status ${child.exitCode}`);
    await sleep(2);
  }
  const readyMs = performance.now() - began;
  if (!(await answers(`http://${address}/metrics`))) throw new Error('the first scrape failed');
  const firstScrapeMs = performance.now() - began;
  kill();
  await exited;
  return { readyMs, firstScrapeMs };
}

function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    get(url, (response) => {
      response.on('end', () => resolve(response.statusCode === 200)).resume();
    }).on('error', () => resolve(false));
  });
}
