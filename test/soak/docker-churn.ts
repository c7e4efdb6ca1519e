import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { cgroupPath, engineInfo } from '../support/real/engine.js';
import { busyboxImage, importBusyboxImage } from '../support/real/images/busybox-image.js';
import { addMember, type Member, type Population } from './population.js';

const label = 'container-exporter-soak';
const mebibyte = 2 ** 20;

/** Real containers: one that stays, one that is restarted again and again, and others that live for a moment. */
export async function churnContainers(
  docker: Docker,
  run: string,
  population: Population,
  signal: AbortSignal,
): Promise<void> {
  await importBusyboxImage(docker);
  const engine = await engineInfo(docker);
  let created = 0;

  async function start(
    script: string,
    how: Pick<Member, 'quiet' | 'restarted'>,
  ): Promise<{ container: Docker.Container; member: Member }> {
    const name = `soak-${run}-${created++}`;
    const container = await docker.createContainer({
      name,
      Image: busyboxImage,
      Entrypoint: ['sh', '-c'],
      Cmd: [script],
      Labels: { [label]: run },
      HostConfig: {
        Memory: 64 * mebibyte,
        CpuPeriod: 100_000,
        CpuQuota: 10_000,
        NetworkMode: 'none',
      },
    });
    await container.start();
    const startedAt = await startOf(container);
    return {
      container,
      member: addMember(population, { path: cgroupPath(engine, container.id), name, startedAt, ...how }),
    };
  }

  async function restart(): Promise<void> {
    const { container, member } = await start('while :; do :; done', { quiet: false, restarted: true });
    while (!signal.aborted) {
      // So that this life has used more of the processor than the next in its first moments.
      await sleep(1500);
      member.startedAt = undefined;
      await container.restart({ t: 0 });
      member.startedAt = await startOf(container);
    }
  }

  async function come(): Promise<void> {
    while (!signal.aborted) {
      const { container, member } = await start('exec sleep 36000', { quiet: false, restarted: false });
      await container.remove({ force: true });
      member.gone = performance.now();
    }
  }

  try {
    // Not quiet: pages of the image's files are accounted to whoever read them first, and the others map them.
    await start('exec sleep 36000', { quiet: false, restarted: false });
    await Promise.all([restart(), come()]);
  } finally {
    const left = await docker.listContainers({ all: true, filters: { label: [`${label}=${run}`] } });
    for (const { Id } of left) await docker.getContainer(Id).remove({ force: true });
  }
}

async function startOf(container: Docker.Container): Promise<number> {
  const { State } = await container.inspect();
  return Date.parse(State.StartedAt) / 1000;
}
