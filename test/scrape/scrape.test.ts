import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DiskUsageAnswer, DiskUsageSource } from '../../src/discovery/disk-usage.js';
import type { RuntimeAnswer, RuntimeSource } from '../../src/discovery/runtime-source.js';
import type { CgroupExporter, DaemonExporter, Exporter, HostExporter } from '../../src/exporters/collector.js';
import { gauge } from '../../src/exposition/family.js';
import type { Column } from '../../src/exposition/samples.js';
import { KernelReadError } from '../../src/kernel/errors.js';
import { createScraper } from '../../src/scrape/scraper.js';
import { metadataOf } from '../support/make-container.js';

const fixture = fileURLToPath(new URL('../fixtures/v2-systemd', import.meta.url));
const demo = '2605c3ad331a171ca4d9f7fc0282730a5d9a031eb10f52670c86444df3acdc10';

const family = gauge('test_value', 'A test value.');
const perContainer = (name: string, collect: CgroupExporter['collect']): CgroupExporter => ({
  name,
  help: 'test',
  scope: 'cgroup',
  enabledByDefault: true,
  families: [family],
  collect,
});
const ofHost = (name: string, collect: HostExporter['collect']): HostExporter => ({
  ...{ name, help: 'test', scope: 'host', enabledByDefault: true, families: [family] },
  collect,
});

let logged: string[];
beforeEach(() => {
  logged = [];
});

function scraper(exporters: readonly Exporter[], runtime?: RuntimeSource, usage?: DiskUsageSource) {
  return createScraper({
    config: {
      path: { procfs: `${fixture}/proc`, cgroupfs: `${fixture}/cgroup`, rootfs: fixture },
      container: { labels: [], include: undefined, exclude: undefined },
      cgroupInclude: undefined,
    },
    exporters,
    runtime,
    diskUsage: usage && { source: usage, largestShown: 7 },
    labels: () => [],
    self: async () => [],
    log: pino({ level: 'info' }, { write: (line: string) => logged.push(JSON.parse(line).msg) }),
  });
}

async function scrape(of: ReturnType<typeof scraper>, exporters: readonly Exporter[], seconds = 10) {
  const collectors = new Set(exporters.map(({ name }) => name));
  return of.scrape({ collectors, deadline: performance.now() + seconds * 1000 });
}

const rows = (columns: readonly Column[], name: string) =>
  columns
    .filter((column) => column.family.name === name)
    .flatMap(({ values, labels, identities }) =>
      values.map((value, i) => {
        const identity = identities[i] ? new TextDecoder().decode(identities[i]) : '';
        return `{${[identity, labels[i]].filter(Boolean).join(',')}} ${value}`;
      }),
    );
const success = (columns: readonly Column[]) => rows(columns, 'container_exporter_collector_success');

describe('one failure hurts one thing', () => {
  test('a container that cannot be read costs its own samples', async () => {
    const broken = perContainer('broken', ({ cgroup }, { emit }) => {
      if (cgroup.path.includes(demo)) throw new KernelReadError(`${cgroup.path}/cpu.stat`, 'EIO');
      emit(family, 1);
    });
    const fine = perContainer('fine', (_, { emit }) => emit(family, 2));
    const columns = await scrape(scraper([broken, fine]), [broken, fine]);
    expect(success(columns)).toEqual(['{collector="broken"} 0', '{collector="fine"} 1']);
    const [ofBroken, ofFine] = columns.filter((column) => column.family === family);
    // Two containers, system.slice and the root.
    expect([ofBroken?.values.length, ofFine?.values.length]).toEqual([3, 4]);
  });

  test('a host collector that fails half-way keeps what it got', async () => {
    const half = ofHost('half', ({ emit }) => {
      emit(family, 1);
      throw new Error('broken disk');
    });
    const columns = await scrape(scraper([half]), [half]);
    expect(rows(columns, 'test_value')).toEqual(['{} 1']);
    expect(success(columns)).toEqual(['{collector="half"} 0']);
  });

  test('it is logged when it begins and when it ends, with the path, not in between', async () => {
    let broken = true;
    const flaky = perContainer('flaky', ({ cgroup }) => {
      if (broken && cgroup.path.includes(demo)) throw new KernelReadError('/cgroup/x/cpu.stat', 'EIO');
    });
    const of = scraper([flaky]);
    for (let i = 0; i < 3; i++) await scrape(of, [flaky]);
    expect(logged).toEqual(['collector flaky failed: cannot read /cgroup/x/cpu.stat: EIO']);
    broken = false;
    for (let i = 0; i < 3; i++) await scrape(of, [flaky]);
    expect(logged.slice(1)).toEqual(['collector flaky works again']);
  });
});

describe('the deadline', () => {
  test('a host collector that hangs is left out, and the rest is served', async () => {
    const hangs = ofHost('hangs', ({ emit }) => {
      emit(family, 1);
      return new Promise(() => {});
    });
    const fine = ofHost('fine', ({ emit }) => emit(family, 2));
    const containers = perContainer('containers', (_, { emit }) => emit(family, 3));
    const all = [hangs, fine, containers];
    const columns = await scrape(scraper(all), all, 0.2);
    expect(success(columns).sort()).toEqual([
      '{collector="containers"} 1',
      '{collector="fine"} 1',
      '{collector="hangs"} 0',
    ]);
    expect(rows(columns, 'test_value')).toHaveLength(1 + 4);
  });

  test('half of a late collector is not served', async () => {
    const slow = perContainer('slow', (_, { emit }) => {
      emit(family, 1);
      const until = performance.now() + 30;
      while (performance.now() < until);
    });
    const columns = await scrape(scraper([slow]), [slow], 0.05);
    expect(success(columns)).toEqual(['{collector="slow"} 0']);
    expect(rows(columns, 'test_value')).toEqual([]);
  });
});

describe('discovery', () => {
  const named = perContainer('named', (_, { emit }) => emit(family, 1));
  const answering = (answer: RuntimeAnswer | undefined): RuntimeSource => ({ name: 'docker', ask: async () => answer });
  const answer: RuntimeAnswer = {
    success: true,
    containers: new Map([[demo, metadataOf(demo, { name: 'demo' })]]),
    cgroupDriver: 'systemd',
    oldestInspectAge: 3,
  };

  test('each source says how it did', async () => {
    const columns = await scrape(scraper([named], answering(answer)), [named]);
    expect(rows(columns, 'container_exporter_discovery_success')).toEqual([
      '{source="cgroup"} 1',
      '{source="docker"} 1',
    ]);
    expect(rows(columns, 'container_exporter_containers')).toEqual(['{source="cgroup"} 2', '{source="docker"} 1']);
    expect(rows(columns, 'container_exporter_inspect_age_seconds')).toEqual(['{source="docker"} 3']);
  });

  test('a runtime that fails is said, shown on the landing page, and costs nothing else', async () => {
    const failed = { ...answer, success: false, error: 'unix:///x.sock: connection refused' };
    const of = scraper([named], answering(failed));
    const columns = await scrape(of, [named]);
    expect(rows(columns, 'container_exporter_discovery_success')).toEqual([
      '{source="cgroup"} 1',
      '{source="docker"} 0',
    ]);
    expect(rows(columns, 'test_value')).toHaveLength(4);
    expect(of.sources().get('docker')).toEqual({ success: false, error: 'unix:///x.sock: connection refused' });
    expect(logged).toEqual(['discovery by docker failed: unix:///x.sock: connection refused']);
  });

  describe('of the daemon', () => {
    const told: DiskUsageAnswer = { usage: undefined, age: 4, duration: 0.1234567, error: undefined };
    const counted = () => {
      const source = { asks: 0, ask: async () => told };
      source.ask = async () => {
        source.asks += 1;
        return told;
      };
      return source;
    };
    const ofDaemon = (name: string, collect: DaemonExporter['collect'], needs = true): DaemonExporter => ({
      ...{ name, help: 'test', scope: 'daemon', enabledByDefault: true, families: [family], collect },
      ...(needs && { needsDiskUsage: true }),
    });
    const info = { rootDir: '/var/lib/docker', storageDriver: 'overlay2', containerdStore: false };

    test('what it tells is there for its exporters, and for those of containers', async () => {
      const seen: unknown[] = [];
      const daemon = ofDaemon('daemon', async (context) => {
        seen.push(context.daemon, context.diskUsage, context.largestShown);
        for (const container of context.containers) context.emitFor(container)(family, 5);
        context.emit(family, 6);
      });
      const containers: CgroupExporter = {
        ...perContainer('containers', (_, context) => void seen.push(context.daemon, context.diskUsage)),
        needsDiskUsage: true,
      };
      const source = counted();
      const all = [daemon, containers];
      const columns = await scrape(scraper(all, answering({ ...answer, daemon: info }), source), all);
      expect(seen.slice(0, 5)).toEqual([info, told, 7, info, told]);
      const shown = rows(columns, 'test_value');
      expect(shown.at(-1)).toBe('{} 6');
      expect(shown.filter((row) => row.includes('name="demo"') && row.endsWith(' 5'))).toHaveLength(1);
      expect(source.asks).toBe(1);
      expect(rows(columns, 'container_exporter_df_age_seconds')).toEqual(['{} 4']);
      expect(rows(columns, 'container_exporter_df_duration_seconds')).toEqual(['{} 0.123457']);
    });

    test('disk usage is asked for only for an exporter that needs it, after the daemon answered', async () => {
      const source = counted();
      const unneeding = ofDaemon('unneeding', ({ diskUsage, emit }) => emit(family, diskUsage ? 1 : 0), false);
      const needing = ofDaemon('needing', ({ diskUsage, emit }) => emit(family, diskUsage ? 3 : 2));
      const all = [needing, unneeding];
      const values = async (runtime: RuntimeSource, wanted: readonly Exporter[]) =>
        rows(await scrape(scraper(all, runtime, source), wanted), 'test_value');
      expect(await values(answering(answer), [unneeding])).toEqual(['{} 0']);
      expect(await values(answering(undefined), all)).toEqual(['{} 2', '{} 0']);
      expect(source.asks).toBe(0);
      expect(await values(answering(answer), all)).toEqual(['{} 3', '{} 0']);
      expect(source.asks).toBe(1);
    });

    test('an exporter of it that hangs is left out, and the rest is served', async () => {
      const hangs = ofDaemon('hangs', () => new Promise(() => {}));
      const columns = await scrape(scraper([hangs, named], answering(answer), counted()), [hangs, named], 0.2);
      expect(success(columns).sort()).toEqual(['{collector="hangs"} 0', '{collector="named"} 1']);
      expect(rows(columns, 'test_value')).toHaveLength(4);
    });
  });

  test('no runtime is no failure', async () => {
    const columns = await scrape(scraper([named], answering(undefined)), [named]);
    expect(rows(columns, 'container_exporter_discovery_success')).toEqual(['{source="cgroup"} 1']);
  });

  test('collectors of the host alone look for no containers', async () => {
    let asked = 0;
    const runtime: RuntimeSource = { name: 'docker', ask: async () => void asked++ };
    const host = ofHost('host', ({ emit }) => emit(family, 1));
    const columns = await scrape(scraper([host, named], runtime), [host]);
    expect(asked).toBe(0);
    expect(rows(columns, 'container_exporter_discovery_success')).toEqual([]);
    expect(success(columns)).toEqual(['{collector="host"} 1']);
  });
});
