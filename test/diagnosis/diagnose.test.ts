import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { collectors } from '../../src/catalogue.js';
import { checks, collectorsLookedAt, diagnose } from '../../src/diagnosis/diagnose.js';
import type { Finding } from '../../src/diagnosis/finding.js';
import { readExposition } from '../../src/exposition/text-reader.js';
import { blindness } from './blindness.js';
import { lookAtMade, type MadeHost, madeAt, of } from './made-host.js';
import { troubles } from './trouble.js';

/** That the made hosts have next to no collectors is a finding of its own. */
const ofMade = (host: MadeHost): readonly Finding[] =>
  diagnose(lookAtMade(host), lookAtMade(host, { secondsAgo: 5 })).filter(
    ({ id }) => id !== 'ContainerExporterCollectorOff',
  );

describe('what is wrong is said', () => {
  test.each(troubles.map((trouble) => [trouble.id, trouble.expected.title, trouble] as const))(
    '%s: %s',
    (id, _, { host, expected }) => {
      const found = ofMade(host);
      const finding = found.find((one) => one.id === id && one.title === expected.title);
      expect(finding, JSON.stringify(found)).toMatchObject(expected);
      expect(finding?.evidence.length).toBeGreaterThan(0);
      expect(finding?.meaning).toMatch(/\.$/);
      // Nothing else, but where one host is made to have both.
      const others = found.filter((one) => one !== finding).map((one) => one.id);
      expect(['HostMemoryLow', 'ContainerWithoutMemoryLimit', 'DockerLogRotationOff']).toEqual(
        expect.arrayContaining(others),
      );
    },
  );

  test.each(blindness.map((trouble) => [trouble.id, trouble.expected.title, trouble] as const))(
    '%s: %s',
    (id, title, { host, expected }) => {
      const found = diagnose(lookAtMade(host), lookAtMade(host, { secondsAgo: 5 }));
      expect(
        found.find((one) => one.id === id && one.title === title),
        JSON.stringify(found),
      ).toMatchObject(expected);
    },
  );

  test('each check has a host on which it finds something', () => {
    const tried = new Set([...troubles, ...blindness].map(({ id }) => id));
    expect(checks.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([]);
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  });
});

describe('what it is about', () => {
  const all = Object.assign({}, ...troubles.map(({ host }) => host));

  it('comes worst first', () => {
    const order = ['critical', 'warning', 'unknown', 'info'];
    const found = ofMade(all).map(({ severity }) => order.indexOf(severity));
    expect(found.length).toBeGreaterThan(20);
    expect(found).toEqual([...found].sort((a, b) => a - b));
  });

  it('names the containers that take the disk, by name and size', () => {
    const [full] = troubles.filter(({ id }) => id === 'DockerFilesystemAlmostFull');
    const found = ofMade(full?.host ?? {}).find(({ id }) => id === 'DockerFilesystemAlmostFull');
    expect(found?.evidence).toEqual([
      { label: 'Free', value: '3 GiB of 100 GiB' },
      { label: 'Volume pgdata', value: '30 GiB' },
      { label: 'Build cache', value: '20 GiB' },
      { label: 'Other images', value: '9 GiB' },
      { label: 'Image shop/web:2', value: '4 GiB' },
      { label: 'Files written inside media', value: '2 GiB' },
      { label: 'In use by no container', value: '25 GiB' },
    ]);
  });

  it('names who causes pressure', () => {
    const found = ofMade({
      node_pressure_cpu_waiting_seconds_total: { now: 1000, perSecond: 0.95 },
      'node_cpu_seconds_total{cpu="0",mode="user"}': { now: 1000, perSecond: 2.5 },
      'node_cpu_seconds_total{cpu="0",mode="idle"}': { now: 1000, perSecond: 1.5 },
      [of('hungry')('container_cpu_usage_seconds_total', 'cpu="total"')]: { now: 1000, perSecond: 2 },
      [of('modest')('container_cpu_usage_seconds_total', 'cpu="total"')]: { now: 1000, perSecond: 0.2 },
      [of('asleep')('container_cpu_usage_seconds_total', 'cpu="total"')]: { now: 1000, perSecond: 0.001 },
    });
    expect(found.find(({ id }) => id === 'HostPressureCPU')?.evidence).toEqual([
      { label: 'Time lost waiting', value: '95 %' },
      { label: 'All containers', value: '2.2 cores of 2.5 cores in use' },
      { label: 'hungry', value: '2 cores' },
      { label: 'modest', value: '0.2 cores' },
    ]);
  });

  it('hides what another finding explains, and nothing behind a kill that may be old', () => {
    const near = {
      [of('web')('container_memory_unreclaimable_bytes')]: 96,
      [of('web')('container_memory_effective_limit_bytes')]: 100,
      [of('web')('container_spec_memory_limit_bytes')]: 100,
      [of('web')('container_last_seen')]: madeAt,
      [of('web')('container_memory_events_oom_kill_total')]: 1,
    };
    const ids = (started: number) =>
      ofMade({ ...near, [of('web')('container_start_time_seconds')]: madeAt - started }).map(({ id }) => id);
    expect(ids(60)).toEqual(['ContainerProcessOOMKilled']);
    expect(ids(90_000)).toEqual(['ContainerProcessOOMKilled', 'ContainerMemoryNearLimit']);
  });

  it('says who was killed where the kernel log is read, the last first', () => {
    const killed = {
      [of('web')('container_last_seen')]: madeAt,
      [of('web')('container_start_time_seconds')]: madeAt - 60,
      [of('web')('container_memory_events_oom_kill_total')]: 2,
    };
    const victims = {
      [of('web')('container_oom_victim_timestamp_seconds', 'task="node"')]: madeAt - 30,
      [of('web')('container_oom_victim_timestamp_seconds', 'task="worker"')]: madeAt - 10,
      [of('db')('container_oom_victim_timestamp_seconds', 'task="postgres"')]: madeAt - 5,
    };
    const who = (host: MadeHost) => ofMade(host)[0]?.evidence.find(({ label }) => label === 'Who')?.value;
    expect(who({ ...killed, ...victims })).toBe('worker 10 s ago, node 30 s ago');
    expect(who(killed)).toBeUndefined();
  });

  it('writes commands that a shell takes as they are meant', () => {
    const name = "a'; rm -rf /; echo '";
    const host = {
      [`container_info{id="/x",name="${name}",runtime="podman"}`]: 1,
      'container_log_bytes{id="/x"}': 2e9,
    };
    expect(ofMade(host)[0]?.command).toBe(
      `podman inspect --format '{{json .HostConfig.LogConfig}}' 'a'\\''; rm -rf /; echo '\\'''`,
    );
  });

  it('asks kubectl about pods, and nobody where no tool is known', () => {
    const pod =
      'container_info{id="/p",name="k8s_x",pod="web-1",namespace="shop",container="web",runtime="containerd"}';
    const other = 'container_info{id="/o",short_id="0123456789ab",runtime="cri-o"}';
    const host = { [pod]: 1, [other]: 1, 'container_log_bytes{id="/p"}': 2e9, 'container_log_bytes{id="/o"}': 2e9 };
    expect(ofMade(host).map(({ title, command }) => [title, command])).toEqual([
      ['The log of 0123456789ab takes 1.9 GiB of the disk', undefined],
      ['The log of k8s_x takes 1.9 GiB of the disk', 'kubectl -n shop describe pod web-1'],
    ]);
  });
});

describe('with one look alone', () => {
  it('says what needs no rate, and nothing that does', () => {
    const all = Object.assign({}, ...troubles.map(({ host }) => host));
    const ids = new Set(diagnose(lookAtMade(all)).map(({ id }) => id));
    expect(ids).toContain('ContainerMemoryNearLimit');
    expect(ids).toContain('ContainerUnhealthy');
    for (const id of ['ContainerCPUThrottlingHigh', 'HostPressureIO', 'HostReceiveDrops', 'ContainerLogGrowing']) {
      expect(ids).not.toContain(id);
    }
  });

  it.each([
    [
      'v1-cgroupfs',
      [
        'critical: 1 process in fx-limited was OOM-killed, and the container runs on',
        'warning: fx-oom was OOM-killed 60 s ago and is down',
        'warning: fx-exited ended 61 s ago with exit code 3: its main process reported a failure',
        'warning: fx-sick is unhealthy: its check failed 9 times in a row',
        'unknown: The size of container logs is not known: their folder cannot be read',
        'unknown: Docker has not said yet how much disk its data takes',
        'info: 2 filesystems of this host could not be asked for space',
        'info: 5 containers would stop with the Docker daemon: live-restore is off',
        'info: 8 containers have logs that are never rotated',
      ],
    ],
    [
      'v2-docker-down',
      [
        'critical: 1 process in 2605c3ad331a was OOM-killed, and the container runs on',
        'critical: Docker does not answer',
        'info: 3 filesystems of this host could not be asked for space',
      ],
    ],
    [
      'v2-without-psi',
      [
        'critical: 1 process in demo was OOM-killed, and the container runs on',
        'warning: gone ended 60 s ago with exit code 3: its main process reported a failure',
        'unknown: The size of container logs is not known: their folder cannot be read',
        'unknown: Docker has not said yet how much disk its data takes',
        'info: This kernel does not measure who waits for CPU, memory and I/O',
        'info: 3 filesystems of this host could not be asked for space',
        'info: 3 containers have logs that are never rotated',
      ],
    ],
  ])('judges the recorded host %s', (host, expected) => {
    const golden = readFileSync(join(import.meta.dirname, `../golden/${host}.prom`), 'utf8');
    // The clock is left out of it: a minute after the last start or end of a container.
    const at =
      Math.max(
        ...[...golden.matchAll(/_(?:start_time|finished_timestamp)_seconds\{.* (\d+\.?\d*)$/gm)].map(([, time]) =>
          Number(time),
        ),
      ) + 60;
    const text = golden.replace('node_time_seconds <varies>', `node_time_seconds ${at}`).replaceAll('<varies>', '0.01');
    const found = diagnose({ exposition: readExposition(text), at });
    expect(found.map(({ severity, title }) => `${severity}: ${title}`)).toEqual(expected);
  });
});

test('each finding has a heading in the runbooks', () => {
  const runbooks = join(import.meta.dirname, '../../docs/runbooks');
  const headings = new Set(
    readdirSync(runbooks).flatMap((page) =>
      [...readFileSync(join(runbooks, page), 'utf8').matchAll(/^## (\w+)$/gm)].map(
        ([, heading]) => `${page} ${heading}`,
      ),
    ),
  );
  expect(
    checks.filter(({ id, page }) => !headings.has(`${page}.md ${id}`)).map(({ id, page }) => `${page} ${id}`),
  ).toEqual([]);
});

test('the collectors that checks name are those of the exporter, and on by default unless the check is optional', () => {
  const byName = new Map(collectors.map((collector) => [collector.name, collector]));
  const named = checks.flatMap(({ id, collectors, optional }) => collectors.map((name) => ({ id, name, optional })));
  expect(named.filter(({ name }) => !byName.has(name))).toEqual([]);
  expect(named.filter(({ name, optional }) => !byName.get(name)?.enabledByDefault && !optional)).toEqual([]);
  expect(collectorsLookedAt).not.toContain('file-descriptors');
});
