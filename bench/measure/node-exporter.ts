import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../test/support/free-port.js';
import { cpuMs } from '../../test/support/process-figures.js';
import { forms, prometheusHeaders } from '../forms.js';
import { limitCost } from '../limit.js';
import type { NodeExporterResult } from '../results.js';
import { type Cost, interleave, medianCost, ratio } from '../rounds.js';
import { spawnTied } from '../spawn-tied.js';
import { median } from '../statistics.js';
import { type Client, countSamples, requestCost } from './requests.js';
import type { Subject } from './subject.js';

const program = 'prometheus-node-exporter';

export interface Pace {
  readonly rounds: number;
  /** Between two scrapes by Prometheus. */
  readonly everySeconds: number;
}

/** Scrapes by Prometheus, of each. */
const scrapesByPrometheus = 20;

/** Debian's node_exporter as it comes, beside us on the same machine. Undefined where it is not installed. */
export async function measureNodeExporter(
  subject: Subject,
  client: Client,
  { rounds, everySeconds }: Pace,
): Promise<NodeExporterResult | undefined> {
  const version = installedVersion();
  if (version === undefined) return undefined;
  const address = `127.0.0.1:${await freePort()}`;
  const flags = [`--web.listen-address=${address}`, '--log.level=error'];
  const { pid, kill } = spawnTied(program, flags, { stdio: 'ignore' });
  const theirs = { pid, url: `http://${address}/metrics` };
  const ours = { pid: subject.exporter.pid, url: `${subject.exporter.url}/metrics` };
  try {
    await untilAnswers(theirs.url);
    for (const headers of [forms.text, prometheusHeaders]) {
      for (const { url } of [theirs, ours]) await client.ask({ url, headers, times: 100 });
    }
    const samples = { theirs: await countSamples(theirs.url), ours: await countSamples(ours.url) };
    const order = { headers: forms.text, times: 30 };
    const inARow = await interleave<'theirs' | 'ours' | 'limit'>(
      rounds,
      new Map([
        ['theirs', requestCost(client, theirs.pid, { ...order, url: theirs.url })],
        ['ours', requestCost(client, ours.pid, { ...order, url: ours.url })],
        ['limit', limitCost(subject.recording.files, 10)],
      ]),
    );
    const of = (name: 'theirs' | 'ours' | 'limit') => inARow.get(name) ?? [];
    const byPrometheus = await scrapeInTurn(client, theirs, ours, everySeconds);
    const perSample = (oursOverTheirs: number) => (oursOverTheirs * samples.theirs) / samples.ours;
    return {
      ...{ version, containers: subject.tree.containers, samples },
      byPrometheus: {
        everySeconds,
        ...byPrometheus,
        perSample: perSample(byPrometheus.ours.cpuMs / byPrometheus.theirs.cpuMs),
      },
      inARow: {
        theirs: medianCost(of('theirs')),
        ours: medianCost(of('ours')),
        perSample: perSample(ratio(of('ours'), of('theirs'))),
        limitPerSample: perSample(ratio(of('limit'), of('theirs'))),
      },
    };
  } finally {
    kill();
  }
}

interface Target {
  readonly pid: number;
  readonly url: string;
}

/**
 * Both are asked every so many seconds, in turn. What a process does until it is asked again, such as collecting garbage, is its
 * cost too; as that does not come with every scrape, costs are means and not medians.
 */
async function scrapeInTurn(
  client: Client,
  theirs: Target,
  ours: Target,
  everySeconds: number,
): Promise<{ readonly theirs: Cost; readonly ours: Cost }> {
  const ask = async ({ url }: Target): Promise<number> => {
    const { wallMs } = await client.ask({ url, headers: prometheusHeaders, times: 1 });
    await sleep((everySeconds * 1000) / 2);
    return median(wallMs);
  };
  const before = { theirs: cpuMs(theirs.pid), ours: cpuMs(ours.pid) };
  const wallMs = { theirs: [] as number[], ours: [] as number[] };
  for (let i = 0; i < scrapesByPrometheus; i++) {
    wallMs.theirs.push(await ask(theirs));
    wallMs.ours.push(await ask(ours));
  }
  const cost = (pid: number, cpuMsBefore: number, all: readonly number[]): Cost => ({
    cpuMs: (cpuMs(pid) - cpuMsBefore) / scrapesByPrometheus,
    wallMs: median(all),
  });
  return {
    theirs: cost(theirs.pid, before.theirs, wallMs.theirs),
    ours: cost(ours.pid, before.ours, wallMs.ours),
  };
}

function installedVersion(): string | undefined {
  try {
    const said = execFileSync(program, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return /version (\S+)/.exec(said)?.[1] ?? 'unknown';
  } catch {
    return undefined;
  }
}

async function untilAnswers(url: string): Promise<void> {
  for (let i = 0; i < 500; i++) {
    const ok = await fetch(url).then(
      async (response) => (await response.text()) !== '',
      () => false,
    );
    if (ok) return;
    await sleep(20);
  }
  throw new Error(`${program} does not answer`);
}
