import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StartedTestContainer } from 'testcontainers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/diagnosis/finding.js';
import { connectEngine, localDockerHost } from '../support/real/engine.js';
import { runExporter, serveExporter } from '../support/real/exporter-process.js';
import { importBusyboxImage, missingBusybox } from '../support/real/images/busybox-image.js';
import { lacking, missingEngine } from '../support/real/requirements.js';
import { startWorkload, type WorkloadOptions } from '../support/real/workload.js';
import { until } from '../support/until.js';

const docker = connectEngine(localDockerHost);
const missing = [missingBusybox(), await missingEngine(docker)];
const run = randomBytes(3).toString('hex');
const program = join(import.meta.dirname, '../../dist/main.js');
const nameOf = (what: string) => `doctor-${what}-${run}`;

function readsKernelLog(): boolean {
  try {
    closeSync(openSync('/dev/kmsg', 'r'));
    return true;
  } catch {
    return false;
  }
}

const mebibyte = 2 ** 20;
const memory = (mebibytes: number) => ({ Memory: mebibytes * mebibyte, MemorySwap: mebibytes * mebibyte });
const idle = 'exec sleep 100000';

const workloads: readonly WorkloadOptions[] = [
  { name: 'throttled', script: 'echo ready; while :; do :; done', hostConfig: { NanoCpus: 1e8 } },
  // Files in /dev/shm are memory that the kernel cannot free.
  { name: 'full', script: `head -c 30m /dev/zero >/dev/shm/x; echo ready; ${idle}`, hostConfig: memory(32) },
  // tail keeps all of what might be the last line: without an end to the line it grows until it is killed.
  { name: 'forwarding', script: `tail /dev/zero; echo ready; ${idle}`, hostConfig: memory(16) },
  { name: 'segfaulting', script: 'echo ready; sleep 1; exit 139' },
  { name: 'failing', script: 'echo ready; sleep 1; exit 1' },
  { name: 'restarting', script: 'echo ready; exit 3', hostConfig: { RestartPolicy: { Name: 'always' } } },
  { name: 'ended', script: 'echo ready; sleep 1; exit 0' },
  { name: 'sound', script: `echo ready; ${idle}`, hostConfig: { ...memory(32), NanoCpus: 1e8 } },
];

describe.skipIf(lacking('the doctor beside real containers', missing))('the doctor beside real containers', () => {
  let containers: StartedTestContainer[] = [];

  beforeAll(async () => {
    process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
    await importBusyboxImage(docker);
    containers = await Promise.all(workloads.map((one) => startWorkload({ ...one, name: nameOf(one.name) })));
    await until('those that end have ended, and one has been restarted', async () => {
      const inspected = await Promise.all(containers.map((one) => docker.getContainer(one.getId()).inspect()));
      const ended = inspected.filter(({ State }) => State.Status === 'exited');
      return ended.length === 3 && inspected.some(({ RestartCount }) => RestartCount > 1);
    });
  });

  const remove = async () => {
    await Promise.all(
      containers.map((one) =>
        docker
          .getContainer(one.getId())
          .remove({ force: true, v: true })
          .catch(() => {}),
      ),
    );
  };
  afterAll(remove);

  /** What it says of these containers: others may be on this machine, and in trouble too. */
  async function findings(...flags: readonly string[]) {
    const doctor = runExporter(['doctor', '--interval=3s', '--format=json', ...flags]);
    const exitCode = await doctor.exited;
    const all: readonly Finding[] = JSON.parse(doctor.stdout()).findings;
    const ours = all.filter(({ container }) => container?.name.endsWith(run));
    return { exitCode, ours, said: ours.map(({ id, container }) => `${id} ${container?.name.split('-')[1]}`).sort() };
  }

  const expected = [
    'ContainerCPUThrottlingHigh throttled',
    'ContainerCrashed failing',
    'ContainerCrashed segfaulting',
    'ContainerMemoryNearLimit full',
    'ContainerProcessOOMKilled forwarding',
    'ContainerRestarting restarting',
  ];

  it('names each trouble, and none where there is none', async () => {
    const { exitCode, ours, said } = await findings('--collector.oom-victims');
    expect(said).toEqual(expected);
    expect(exitCode).toBe(1);
    const killed = ours.find(({ id }) => id === 'ContainerProcessOOMKilled');
    const who = killed?.evidence.find(({ label }) => label === 'Who')?.value;
    // Docker may keep the log from the container that the tests run in.
    if (readsKernelLog()) expect(who).toMatch(/^tail \d+(?:\.\d)? s ago$/);
    else expect(who).toBeUndefined();
    const titles = ours.map(({ severity, title }) => `${severity}: ${title.replaceAll(`-${run}`, '')}`);
    expect(titles).toEqual(
      expect.arrayContaining([
        'critical: 1 process in doctor-forwarding was OOM-killed, and the container runs on',
        expect.stringMatching(/^warning: doctor-throttled is throttled (?:100|\d\d) % of the time it wants to run$/),
        expect.stringMatching(/^warning: doctor-full holds 9\d % of its memory limit$/),
        expect.stringMatching(/^warning: doctor-segfaulting ended .* ago with exit code 139: segmentation fault/),
        expect.stringMatching(
          /^warning: doctor-failing ended .* ago with exit code 1: its main process reported a failure$/,
        ),
      ]),
    );
  });

  it('says the same of a host whose exporter it asks', async () => {
    const exporter = await serveExporter();
    try {
      const { exitCode, said } = await findings(`--url=${exporter.url}`);
      expect(said).toEqual(expected);
      expect(exitCode).toBe(1);
    } finally {
      exporter.process.kill('SIGTERM');
      await exporter.exited;
    }
  });

  it('gives commands that Docker takes', async () => {
    const { ours } = await findings();
    const commands = ours.flatMap(({ command }) => (command === undefined ? [] : [command]));
    expect(commands).toHaveLength(expected.length);
    for (const command of commands) execFileSync('sh', ['-c', command], { stdio: 'pipe' });
    // They were the right ones for two of them.
    await until('what a command raised is trouble no more', async () => {
      const { said } = await findings();
      return !said.includes('ContainerMemoryNearLimit full');
    });
    const throttled = containers[workloads.findIndex(({ name }) => name === 'throttled')];
    const { HostConfig } = await docker.getContainer(throttled?.getId() ?? '').inspect();
    expect(HostConfig.NanoCpus).toBe(2e8);
  });

  it('has nothing to say of them when they are gone', async () => {
    await remove();
    expect((await findings()).said).toEqual([]);
  });

  it('cannot look where there is no exporter', async () => {
    const nobody = runExporter(['doctor', '--url=http://127.0.0.1:9']);
    expect(await nobody.exited).toBe(3);
    expect(nobody.stdout()).toBe('');
    expect(nobody.stderr()).toMatch(/^container-exporter: http:\/\/127\.0\.0\.1:9\/metrics: .*\n$/);
    const misspelled = runExporter(['doctor', '--fail-on=often']);
    expect(await misspelled.exited).toBe(2);
  });
});

describe('the doctor where a daemon hangs', () => {
  const directory = mkdtempSync(join(tmpdir(), 'doctor-'));
  const socket = join(directory, 'hung.sock');
  const hung = createServer(() => {});
  const flags = ['doctor', '--interval=100ms', `--docker.host=unix://${socket}`];

  beforeAll(() => new Promise<void>((resolve) => hung.listen(socket, resolve)));
  afterAll(() => {
    hung.close();
    rmSync(directory, { recursive: true });
  });

  it('says so, and is not kept by it', async () => {
    const doctor = runExporter([...flags, '--docker.timeout=1500ms']);
    expect(await doctor.exited).toBe(1);
    expect(doctor.stdout()).toMatch(/^CRITICAL {5}Docker gave no answer in 1\.5 s\n/m);
  });

  it('has colours on a terminal, and none where they are not wanted', async () => {
    const onTerminal = (environment: string) =>
      execFileSync(
        'script',
        [
          '-qec',
          `${environment} ${process.execPath} ${program} ${flags.join(' ')} --docker.timeout=200ms --fail-on=none`,
          '/dev/null',
        ],
        { encoding: 'utf8' },
      );
    expect(onTerminal('TERM=xterm')).toContain('\x1b[1;31mCRITICAL');
    expect(onTerminal('TERM=xterm NO_COLOR=1')).not.toContain('\x1b');
    expect(onTerminal('TERM=dumb')).not.toContain('\x1b');
  });
});
