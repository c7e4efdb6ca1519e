import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../test/integration/support/free-port.js';
import { forms } from '../forms.js';
import { limitCost } from '../limit.js';
import type { NodeExporterResult } from '../results.js';
import { interleave, medianCost, ratio } from '../rounds.js';
import { spawnTied } from '../spawn-tied.js';
import { type Client, countSamples, requestCost } from './requests.js';
import type { Subject } from './subject.js';

const program = 'prometheus-node-exporter';

/** Debian's node_exporter as it comes, beside us on the same machine. Undefined where it is not installed. */
export async function measureNodeExporter(
  subject: Subject,
  client: Client,
  rounds: number,
): Promise<NodeExporterResult | undefined> {
  const version = installedVersion();
  if (version === undefined) return undefined;
  const address = `127.0.0.1:${await freePort()}`;
  const flags = [`--web.listen-address=${address}`, '--log.level=error'];
  const { pid, kill } = spawnTied(program, flags, { stdio: 'ignore' });
  const theirs = `http://${address}/metrics`;
  const ours = `${subject.exporter.url}/metrics`;
  try {
    await untilAnswers(theirs);
    const headers = forms.text;
    for (const url of [theirs, ours]) await client.ask({ url, headers, times: 100 });
    const samples = { theirs: await countSamples(theirs), ours: await countSamples(ours) };
    const order = { headers, times: 30 };
    const costs = await interleave<'theirs' | 'ours' | 'limit'>(
      rounds,
      new Map([
        ['theirs', requestCost(client, pid, { ...order, url: theirs })],
        ['ours', requestCost(client, subject.exporter.pid, { ...order, url: ours })],
        ['limit', limitCost(subject.recording.files, 10)],
      ]),
    );
    const of = (name: 'theirs' | 'ours' | 'limit') => costs.get(name) ?? [];
    return {
      version,
      containers: subject.tree.containers,
      theirs: { ...medianCost(of('theirs')), samples: samples.theirs },
      ours: { ...medianCost(of('ours')), samples: samples.ours },
      perSample: (ratio(of('ours'), of('theirs')) * samples.theirs) / samples.ours,
      limitPerSample: (ratio(of('limit'), of('theirs')) * samples.theirs) / samples.ours,
    };
  } finally {
    kill();
  }
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
