import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import Docker from 'dockerode';
import { cpuMs } from '../../test/support/process-figures.js';
import { busyboxImage, importBusyboxImage } from '../../test/support/real/images/busybox-image.js';
import { undoAtEnd } from '../cleanup.js';
import { startExporter } from '../exporter.js';
import { forms } from '../forms.js';
import type { DockerResult } from '../results.js';
import { type Cost, interleave, medianCost } from '../rounds.js';
import { median } from '../statistics.js';
import { type Client, requestCost } from './requests.js';

const containers = 200;
const mark = 'container-exporter-bench';
const startedAtOnce = 4;
const withoutApi = ['--docker.host=none'];

type DockerCost = DockerResult['first'];

/** List and inspect: an exporter with the API of this machine's Docker engine, which runs containers made for it. */
export async function measureDocker(dist: string, client: Client, rounds: number): Promise<DockerResult> {
  const docker = new Docker();
  const { Version } = await docker.version();
  removeContainers();
  const remove = undoAtEnd(removeContainers);
  const hadImage = (await docker.listImages({ filters: { reference: [busyboxImage] } })).length > 0;
  await importBusyboxImage(docker);
  try {
    await startContainers(docker);
    const first: DockerCost[] = [];
    const firstWithout: DockerCost[] = [];
    for (let round = 0; round < rounds; round++) {
      first.push(await firstScrape(dist, client, []));
      firstWithout.push(await firstScrape(dist, client, withoutApi));
    }
    const later = await laterScrapes(dist, client, rounds);
    return { containers, version: Version, first: medianOf(first), firstWithout: medianCost(firstWithout), ...later };
  } finally {
    remove();
    if (!hadImage) await docker.getImage(busyboxImage).remove();
  }
}

async function startContainers(docker: Docker): Promise<void> {
  let left = containers;
  const startSome = async () => {
    while (left-- > 0) {
      const container = await docker.createContainer({
        Image: busyboxImage,
        Cmd: ['sleep', '1000000'],
        Labels: { [mark]: '' },
        HostConfig: { NetworkMode: 'none', Memory: 64 * 1024 * 1024, NanoCpus: 5e8, PidsLimit: 100 },
      });
      await container.start();
    }
  };
  await Promise.all(Array.from({ length: startedAtOnce }, startSome));
}

/** With the command, as it must be done when the process exits too. */
function removeContainers(): void {
  const said = execFileSync('docker', ['ps', '--all', '--quiet', '--filter', `label=${mark}`], { encoding: 'utf8' });
  const ids = said.split('\n').filter((id) => id !== '');
  if (ids.length > 0) execFileSync('docker', ['rm', '--force', ...ids], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Of a process that has just started. With the API everything is asked for: the list, and each container's details. */
async function firstScrape(dist: string, client: Client, flags: readonly string[]): Promise<DockerCost> {
  const exporter = await startExporter({ dist, flags });
  try {
    return await withDaemon(requestCost(client, exporter.pid, { url: `${exporter.url}/metrics`, times: 1 }), 1);
  } finally {
    await exporter.stop();
  }
}

async function laterScrapes(
  dist: string,
  client: Client,
  rounds: number,
): Promise<Pick<DockerResult, 'later' | 'without'>> {
  const exporter = await startExporter({ dist, flags: [] });
  const apart = await startExporter({ dist, flags: withoutApi });
  const times = 10;
  const order = (url: string) => ({ url: `${url}/metrics`, headers: forms.text, times });
  const later: DockerCost[] = [];
  try {
    for (const { url } of [exporter, apart]) await client.ask({ ...order(url), times: 50 });
    const costs = await interleave(
      rounds,
      new Map([
        [
          'later',
          async () => {
            const cost = await withDaemon(requestCost(client, exporter.pid, order(exporter.url)), times);
            later.push(cost);
            return cost;
          },
        ],
        ['without', requestCost(client, apart.pid, order(apart.url))],
      ]),
    );
    return { later: medianOf(later), without: medianCost(costs.get('without') ?? []) };
  } finally {
    await exporter.stop();
    await apart.stop();
  }
}

async function withDaemon(measure: () => Promise<Cost>, times: number): Promise<DockerCost> {
  const daemon = Number(readFileSync('/var/run/docker.pid', 'utf8'));
  const before = cpuMs(daemon);
  const cost = await measure();
  return { ...cost, daemonCpuMs: (cpuMs(daemon) - before) / times };
}

const medianOf = (costs: readonly DockerCost[]): DockerCost => ({
  ...medianCost(costs),
  daemonCpuMs: median(costs.map(({ daemonCpuMs }) => daemonCpuMs)),
});
