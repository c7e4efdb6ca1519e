import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Exposition, failures } from '../support/exposition.js';
import { openFiles } from '../support/process-figures.js';
import { allCollectors } from '../support/real/all-collectors.js';
import { cgroupParent, connectEngine, engineInfo, localDockerHost } from '../support/real/engine.js';
import { type ServingExporter, scrape, serveExporter } from '../support/real/exporter-process.js';
import { busyboxImage, importBusyboxImage, missingBusybox } from '../support/real/images/busybox-image.js';
import { lacking, missingEngine, missingRoot } from '../support/real/requirements.js';

const docker = connectEngine(localDockerHost);
const missing = [missingRoot(), missingBusybox(), await missingEngine(docker)];
const root = '/sys/fs/cgroup';

describe.skipIf(lacking('containers that come and go', missing))('containers that come and go', () => {
  let exporter: ServingExporter;
  let parents: readonly string[];

  beforeAll(async () => {
    await importBusyboxImage(docker);
    const engine = await engineInfo(docker);
    const hierarchies = engine.cgroupVersion === 2 ? [root] : readdirSync(root).map((name) => join(root, name));
    parents = hierarchies.map((path) => join(path, cgroupParent(engine))).filter((path) => existsSync(path));
    exporter = await serveExporter(allCollectors);
  });
  afterAll(() => exporter?.stop());

  it('are scraped without an error, a leaked descriptor or a stale series', async () => {
    const before = await settled(exporter.url);
    const openBefore = openFiles(exporter.pid);
    const gone: string[] = [];
    const scrapes: Exposition[] = [];
    let churning = true;
    const churn = Promise.all([churnCgroups(parents, gone), churnContainers(gone)]).finally(() => {
      churning = false;
    });
    // Scrape after scrape, two at a time now and then, as two Prometheus servers would.
    while (churning) {
      scrapes.push(...(await Promise.all([scrape(exporter.url), scrape(exporter.url)])), await scrape(exporter.url));
    }
    await churn;

    expect(gone.length).toBe(400 + 30);
    expect(scrapes.length).toBeGreaterThan(10);
    const seen = gone.filter((id) => scrapes.some(({ text }) => text.includes(id)));
    expect(seen.length, 'some were seen while they lived').toBeGreaterThan(10);
    const failed = scrapes.flatMap((exposition) => failures(exposition));
    expect(failed).toEqual([]);

    const after = await settled(exporter.url);
    expect(gone.filter((id) => after.text.includes(id))).toEqual([]);
    expect(after.value('process_open_fds')).toBeLessThanOrEqual((before.value('process_open_fds') ?? 0) + 2);
    expect(openFiles(exporter.pid)).toBeLessThanOrEqual(openBefore + 2);
  });
});

/** A scrape after connections and caches have been made. */
async function settled(url: string): Promise<Exposition> {
  for (let i = 0; i < 3; i++) await scrape(url);
  return await scrape(url);
}

/** Cgroups that look like containers and live for an instant, 400 of them: the kernel's part of starting and ending one. */
async function churnCgroups(parents: readonly string[], gone: string[]): Promise<void> {
  for (let round = 0; round < 20; round++) {
    const ids = Array.from({ length: 20 }, () => randomBytes(32).toString('hex'));
    for (const id of ids) {
      for (const parent of parents) mkdirSync(join(parent, nameIn(parent, id)));
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (const id of ids) {
      for (const parent of parents) rmdirSync(join(parent, nameIn(parent, id)));
    }
    gone.push(...ids);
  }
}

/** Docker's names: a plain id, or a systemd scope. */
function nameIn(parent: string, id: string): string {
  return parent.endsWith('.slice') ? `docker-${id}.scope` : id;
}

/** Real containers, 30 of them, that end by themselves at once or are killed. */
async function churnContainers(gone: string[]): Promise<void> {
  for (let batch = 0; batch < 10; batch++) {
    await Promise.all([0, 1, 2].map((kind) => liveAndDie(docker, kind === 0 ? 'exit 0' : 'exec sleep 100000', gone)));
  }
}

async function liveAndDie(engine: Docker, script: string, gone: string[]): Promise<void> {
  const container = await engine.createContainer({ Image: busyboxImage, Entrypoint: ['sh', '-c'], Cmd: [script] });
  try {
    await container.start();
  } finally {
    await container.remove({ force: true });
  }
  gone.push(container.id);
}
