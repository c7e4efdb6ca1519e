import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { throttledShare, troubleCount } from '../../../dashboards/source/container-expressions.js';
import { dashboardFiles, dashboardQueries, nameOfQuery } from '../../dashboards/dashboard-files.js';
import { interpolate } from '../../dashboards/interpolate.js';
import { countedOn, diskOfDocker } from '../../support/real/docker-disk.js';
import { type RunningPrometheus, type Series, scrapeOf, startPrometheus } from '../../support/real/prometheus.js';
import { repository } from '../../support/real/repository.js';
import { type Stage, setStage } from '../../support/real/stage.js';
import type { TestHost } from '../../support/real/vm/test-host.js';
import { until } from '../../support/until.js';

const project = 'dashboards-test';
const mebibyte = 2 ** 20;
const memory = (mebibytes: number) => ({ Memory: mebibytes * mebibyte, MemorySwap: mebibytes * mebibyte });

type Workload = Omit<Parameters<Stage['start']>[0], 'name'>;

const workloads = (interval: number): Readonly<Record<string, Workload>> => ({
  well: { script: 'echo ready; while true; do sleep 1; done', networkMode: 'bridge' },
  busy: {
    // Reads past the page cache too: a machine that has run a while reads nothing from its disks.
    script: `echo ready; while true; do echo a line
      dd if=/dev/zero of=/tmp/file bs=64k count=4 oflag=direct,append conv=notrunc
      dd if=/tmp/file of=/dev/null bs=64k count=1 iflag=direct; done`,
    hostConfig: {
      NanoCpus: 1e8,
      ...memory(64),
      MemoryReservation: 32 * mebibyte,
      PidsLimit: 50,
      Mounts: [{ Type: 'volume' as const, Source: '', Target: '/data' }],
    },
    labels: { 'com.docker.compose.project': project, 'com.docker.compose.service': 'busy' },
    healthCheck: { test: 'true', retries: 3, seconds: interval },
    networkMode: 'bridge',
  },
  'child-killed': {
    script: 'echo ready; while true; do tail /dev/zero; sleep 3; done',
    hostConfig: memory(16),
  },
  // Ends of its child's kill: where PID 1 itself is killed, Docker does not always note why.
  killed: { script: 'echo ready; sleep 5; tail /dev/zero; sleep 2; exit 137', hostConfig: memory(16) },
  restarting: { script: 'echo ready; sleep 3; exit 1', hostConfig: { RestartPolicy: { Name: 'always' } } },
  unhealthy: {
    script: 'echo ready; while true; do sleep 1; done',
    healthCheck: { test: 'false', retries: 1, seconds: interval },
  },
});

/** Queries that need what a machine for tests need not have, and what that is. */
const absentAnywhere: Readonly<Record<string, string>> = {
  'exporter / Collectors that fail now / A': 'a collector that fails',
  'exporter / Collectors that fail / A': 'a collector that fails',
  'host / Filesystems with errors / A': 'a filesystem that hangs, or was made read-only',
  'disk / First disk is full in / A': 'a disk on which more is written than removed, all who use it taken together',
  "disk / Filesystems that hold Docker's data / E": 'such a disk too',
  'disk / Dangling images / A': 'an image without a tag',
  'disk / Images that nobody uses / A': 'an image without a container',
  'fleet / Containers near OOM / A': 'a container that stays near its limit',
  'fleet / All hosts / G': 'such a container too',
};

/** What dashboards that people have ask cAdvisor for: Grafana.com 193, 893, 10619, 13946, 14282, and dockprom. */
const publicQueries = [
  'sum(rate(container_cpu_usage_seconds_total{id="/"}[$__rate_interval]))',
  'sum by (name) (rate(container_cpu_usage_seconds_total{name=~".+"}[$__rate_interval]))',
  'sum by (name) (rate(container_cpu_user_seconds_total{name=~".+"}[$__rate_interval]))',
  'container_memory_usage_bytes{name=~".+"}',
  'container_memory_working_set_bytes{id="/"}',
  'sum by (name) (container_memory_rss{name=~".+"})',
  'sum by (name) (container_memory_cache{name=~".+"})',
  'time() - container_start_time_seconds{name=~".+"}',
  'count(container_last_seen{name=~".+"})',
  'sum by (name) (rate(container_network_receive_bytes_total{name=~".+"}[$__rate_interval]))',
  'sum by (name) (rate(container_network_transmit_bytes_total{name=~".+"}[$__rate_interval]))',
  'sum(container_fs_limit_bytes{id="/", device=~"/dev/.*"})',
  'sum(container_fs_usage_bytes{id="/", device=~"/dev/.*"})',
  'sum by (name) (container_fs_usage_bytes{name=~".+"})',
  'sum by (name) (rate(container_fs_writes_bytes_total{name=~".+"}[$__rate_interval]))',
  'sum(machine_memory_bytes)',
  'sum(machine_cpu_cores)',
  'count by (kernelVersion, osVersion, dockerVersion) (cadvisor_version_info)',
];

export interface DashboardsOn {
  readonly startHost: () => Promise<TestHost>;
  /** Seconds from scrape to scrape: one takes longer in an emulated VM. */
  readonly interval: number;
  /** Queries that return nothing on this kind of host, and why. */
  readonly absent: Readonly<Record<string, string>>;
}

/** Every query of every dashboard is asked of a real Prometheus, which scrapes the exporter beside containers in trouble. */
export function describeDashboards({ startHost, interval, absent: absentHere }: DashboardsOn): void {
  const absent = { ...absentAnywhere, ...absentHere };
  // Four scrapes, as Grafana has it, but no less than the workloads take from one trouble to the next.
  const ranges = { rateInterval: `${Math.max(10, 4 * interval)}s`, range: `${60 * interval}s` };
  let stage: Stage | undefined;
  let prometheus: RunningPrometheus | undefined;
  const names = new Map<string, string>();

  beforeAll(async () => {
    stage = await setStage(await startHost());
    const jobs = [scrapeOf('container-exporter', stage.host.exporterUrl)];
    const ruleFiles = ['recording', 'fleet'].map((name) => join(repository, `alerts/${name}.yml`));
    prometheus = await startPrometheus(jobs, interval, { ruleFiles });
    const counted = countedOn(await diskOfDocker(stage.probe.run));
    for (const [name, { hostConfig = {}, ...options }] of Object.entries(workloads(interval))) {
      const container = await stage.start({ name, ...options, hostConfig: { ...hostConfig, ...counted } });
      names.set(name, container.getName().replace(/^\//, ''));
    }
  }, 900_000);

  afterAll(async () => {
    await prometheus?.stop();
    await stage?.close();
  });

  const ask = async ({ expr, instant }: { expr: string; instant: boolean }): Promise<Series[]> => {
    const promql = interpolate(expr, ranges);
    return (
      (await (instant ? prometheus?.instant(promql) : prometheus?.range(promql, 60 * interval, 5 * interval))) ?? []
    );
  };

  const valueFor = async (expr: string, workload: string) =>
    (await ask({ expr, instant: true })).find(({ metric }) => metric.name === names.get(workload))?.values[0];

  describe('queries of dashboards', () => {
    it('tell who is in trouble, and leave the others alone', async () => {
      const troubled = ['busy', 'child-killed', 'killed', 'restarting', 'unhealthy'];
      await until(
        'all troubles are seen',
        async () => {
          const counts = await Promise.all(troubled.map((workload) => valueFor(troubleCount, workload)));
          return counts.every((count) => count !== undefined);
        },
        { seconds: 300 },
      );
      expect(await valueFor(troubleCount, 'well')).toBeUndefined();
      expect(await valueFor(throttledShare, 'busy')).toBeGreaterThan(0.5);
      // Without a quota there is no such thing as being throttled.
      expect(await valueFor(throttledShare, 'well')).toBeUndefined();
    }, 600_000);

    it('all return data', async () => {
      let empty = dashboardQueries.filter((query) => absent[nameOfQuery(query)] === undefined);
      // Some need two answers of docker df, or several samples in a row.
      for (let scrapes = 0; empty.length > 0 && scrapes < 60; scrapes++) {
        if (scrapes > 0) await sleep(1000 * interval);
        const asked = empty;
        empty = [];
        for (const query of asked) if ((await ask(query)).length === 0) empty.push(query);
      }
      expect(empty.map(nameOfQuery)).toEqual([]);
    }, 1_200_000);

    it('return numbers: nothing is divided by zero', async () => {
      for (const query of dashboardQueries) {
        const strange = (await ask(query)).filter(({ values }) => !values.every(Number.isFinite));
        expect(strange, nameOfQuery(query)).toEqual([]);
      }
    });

    it('are known where they are said to need something', () => {
      const all = dashboardQueries.map(nameOfQuery);
      expect(Object.keys(absent).filter((name) => !all.includes(name))).toEqual([]);
    });
  });

  describe('queries of public dashboards', () => {
    it.each(publicQueries)('%s', async (expr) => {
      expect(await ask({ expr, instant: true })).not.toEqual([]);
    });

    it('label_values(container_memory_rss, instance)', async () => {
      expect(await prometheus?.labelValues('instance', 'container_memory_rss')).toHaveLength(1);
    });
  });

  describe('variables of dashboards', () => {
    const variables = dashboardFiles.flatMap(({ name, dashboard }) =>
      (dashboard.templating.list ?? [])
        .filter(({ type }) => type === 'query')
        .map((variable) => ({ dashboard: name, variable: variable.name, definition: variable.definition ?? '' })),
    );

    it.each(variables)('$dashboard: $variable offers what there is', async ({ variable, definition }) => {
      const [, selector = '', label = ''] = /^label_values\((.*), (\w+)\)$/.exec(interpolate(definition, ranges)) ?? [];
      const offered = await prometheus?.labelValues(label, selector);
      const expected: Readonly<Record<string, readonly string[]>> = {
        job: ['container-exporter'],
        instance: [new URL(stage?.host.exporterUrl ?? '').host],
        project: [project],
        container: [...names.values()],
      };
      expect(offered).toEqual(expect.arrayContaining([...(expected[variable] ?? ['no such variable'])]));
    });
  });
}
