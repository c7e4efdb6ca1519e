import { mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Cgroup } from '../../src/discovery/container.js';
import type {
  DiskUsageAnswer,
  DiskUsageSource,
  RuntimeAnswer,
  RuntimeSource,
} from '../../src/discovery/runtime-source.js';
import type {
  Collector,
  CollectorOf,
  DiskUsageContext,
  EmitOfContainer,
  HostContext,
} from '../../src/exporters/collector.js';
import { eachCgroup, eachContainer } from '../../src/exporters/each.js';
import { gauge } from '../../src/exposition/family.js';
import type { Column } from '../../src/exposition/samples.js';
import { KernelReadError } from '../../src/kernel/errors.js';
import { createScraper, type ScraperOptions } from '../../src/scrape/scraper.js';
import { metadataOf } from '../support/make-container.js';

const fixture = fileURLToPath(new URL('../fixtures/v2-systemd', import.meta.url));
const demo = '2605c3ad331a171ca4d9f7fc0282730a5d9a031eb10f52670c86444df3acdc10';

const family = gauge('test_value', 'A test value.');
const described = { help: 'test', enabledByDefault: true, families: [family] };
const perContainer = (
  name: string,
  work: (cgroup: Cgroup, emit: EmitOfContainer) => void,
): CollectorOf<'containers'> => ({
  ...{ name, ...described, needs: 'containers' },
  collect: (context) => eachCgroup(context, work),
});
const ofHost = (name: string, collect: (context: HostContext) => void | Promise<void>): Collector => ({
  ...{ name, ...described, group: 'host', needs: 'nothing' },
  collect,
});

let logged: string[];
beforeEach(() => {
  logged = [];
});

const scraper = (...given: Parameters<typeof optionsOf>) => createScraper(optionsOf(...given));

function optionsOf(collectors: readonly Collector[], runtime?: RuntimeSource, usage?: DiskUsageSource): ScraperOptions {
  return {
    config: {
      path: { procfs: `${fixture}/proc`, sysfs: `${fixture}/sys`, cgroupfs: `${fixture}/cgroup`, rootfs: fixture },
      container: { labels: [], labelMaxLength: 1024, include: undefined, exclude: undefined },
      cgroupInclude: undefined,
    },
    collectors,
    runtimes: () => (runtime ? [{ name: runtime.name, ask: runtime.ask, diskUsage: usage }] : []),
    largestShown: 7,
    labels: () => [],
    self: async () => [],
    log: pino({ level: 'info' }, { write: (line: string) => logged.push(JSON.parse(line).msg) }),
  };
}

async function scrape(of: ReturnType<typeof scraper>, collectors: readonly Collector[], seconds = 10) {
  const names = new Set(collectors.map(({ name }) => name));
  const deadline = performance.now() + seconds * 1000;
  return (await of.scrape({ collectors: names, deadline })).columns;
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
    const broken = perContainer('broken', (cgroup, emit) => {
      if (cgroup.path.includes(demo)) throw new KernelReadError(`${cgroup.path}/cpu.stat`, 'EIO');
      emit(family, 1);
    });
    const fine = perContainer('fine', (_, emit) => emit(family, 2));
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
    const flaky = perContainer('flaky', (cgroup) => {
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
    const containers = perContainer('containers', (_, emit) => emit(family, 3));
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
    const slow = perContainer('slow', (_, emit) => {
      emit(family, 1);
      const until = performance.now() + 30;
      while (performance.now() < until);
    });
    const columns = await scrape(scraper([slow]), [slow], 0.05);
    expect(success(columns)).toEqual(['{collector="slow"} 0']);
    expect(rows(columns, 'test_value')).toEqual([]);
  });
});

describe('a scrape that nobody waits for', () => {
  test('ends at once, with why', async () => {
    const client = new AbortController();
    const hangs = ofHost('hangs', () => new Promise(() => {}));
    const request = { collectors: new Set(['hangs']), deadline: performance.now() + 60_000, signal: client.signal };
    const scraped = scraper([hangs]).scrape(request);
    client.abort(new Error('the client has left'));
    await expect(scraped).rejects.toThrow('the client has left');
  });
});

describe('what needs only the kernel', () => {
  const named = metadataOf(demo, { name: 'demo' });
  const whole: RuntimeAnswer = {
    success: true,
    containers: new Map([[demo, named]]),
    cgroupDriver: 'systemd',
    oldestInspectAge: undefined,
  };

  test('is read while the runtime is asked, and gets its names afterwards', async () => {
    const order: string[] = [];
    const kernel = perContainer('kernel', ({ path }, emit) => {
      if (path.includes(demo)) order.push('read');
      emit(family, 1);
      emit(family, ({ metadata }) => metadata?.name.length, 'late="yes"');
    });
    const runtime: RuntimeSource = {
      name: 'docker',
      ask: async () => {
        while (order.length === 0) await new Promise(setImmediate);
        order.push('answered');
        return whole;
      },
    };
    const columns = await scrape(scraper([kernel], runtime), [kernel]);
    expect(order).toEqual(['read', 'answered']);
    const ofDemo = rows(columns, 'test_value').filter((row) => row.includes('name="demo"'));
    expect(ofDemo.map((row) => row.replace(/.*scope",/, ''))).toEqual(
      ['name="demo",image="image"} 1', 'name="demo",image="image",late="yes"} 4'].map((row) =>
        row.replace('image="image"', `image="${named.image}"`),
      ),
    );
  });

  test('is there with the last known names when the runtime hangs, with time left for what waits for it', async () => {
    const kernel = perContainer('kernel', (_, emit) => emit(family, 1));
    const waits: CollectorOf<'runtime'> = {
      ...{ name: 'waits', ...described, needs: 'runtime' },
      collect: (context) => eachContainer(context, (_, emit) => emit(family, 2)),
    };
    const runtime: RuntimeSource = {
      name: 'docker',
      ask: ({ signal }) =>
        new Promise((resolve) => {
          const giveUp = () => resolve({ ...whole, success: false, error: 'no answer' });
          signal.addEventListener('abort', giveUp, { once: true });
        }),
    };
    const all = [kernel, waits];
    const of = scraper(all, runtime);
    const columns = await scrape(of, all, 0.5);
    expect(success(columns)).toEqual(['{collector="kernel"} 1', '{collector="waits"} 1']);
    expect(rows(columns, 'test_value')).toHaveLength(4 + 4);
    expect(rows(columns, 'test_value').filter((row) => row.includes('name="demo"'))).toHaveLength(2);
    expect(rows(columns, 'container_exporter_discovery_success')).toContain('{source="docker"} 0');
    const request = { collectors: new Set(['kernel']), deadline: performance.now() + 100 };
    expect((await of.scrape(request)).complete).toBe(false);
  });

  test('is left out where its cgroup goes or is re-created meanwhile, whatever the runtime says of the container', async () => {
    const root = mkdtempSync(join(tmpdir(), 'cgroups-'));
    onTestFinished(() => rmSync(root, { recursive: true }));
    const ids = ['a', 'b', 'c'].map((letter) => letter.repeat(64));
    writeFileSync(join(root, 'cgroup.controllers'), 'cpu\n');
    for (const id of ids) mkdirSync(join(root, 'docker', id), { recursive: true });
    const [stays = '', goes = '', restarts = ''] = ids;
    const kernel = perContainer('kernel', ({ path }, emit) => {
      emit(family, 1);
      if (path !== `/docker/${stays}`) return;
      rmdirSync(join(root, 'docker', goes));
      // A new one of the same name must not get the inode that the old one has left.
      mkdirSync(join(root, 'another'));
      renameSync(join(root, 'docker', restarts), join(root, 'old'));
      mkdirSync(join(root, 'docker', restarts));
    });
    const says: CollectorOf<'runtime'> = {
      ...{ name: 'says', ...described, needs: 'runtime' },
      collect: (context) => eachContainer(context, ({ metadata }, emit) => emit(family, metadata ? 2 : undefined)),
    };
    const told = { ...whole, containers: new Map(ids.map((id) => [id, metadataOf(id, { name: id.slice(0, 1) })])) };
    const of = createScraper({
      ...optionsOf([kernel, says], { name: 'docker', ask: async () => told }),
      config: {
        path: { procfs: `${fixture}/proc`, sysfs: `${fixture}/sys`, cgroupfs: root, rootfs: fixture },
        container: { labels: [], labelMaxLength: 1024, include: undefined, exclude: undefined },
        cgroupInclude: undefined,
      },
    });
    const shown = rows(await scrape(of, [kernel, says]), 'test_value');
    const namesOf = (value: number) =>
      shown.filter((row) => row.endsWith(` ${value}`)).map((row) => /name="(.)"/.exec(row)?.[1]);
    expect(namesOf(1)).toEqual([undefined, undefined, 'a']);
    expect(namesOf(2)).toEqual(['a', 'b', 'c']);
  });
});

describe('discovery', () => {
  const named = perContainer('named', (_, emit) => emit(family, 1));
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
    const ofDaemon = (name: string, collect: (context: DiskUsageContext) => void | Promise<void>): Collector => ({
      ...{ name, ...described, needs: 'disk-usage' },
      collect,
    });
    const info = { rootDir: '/var/lib/docker', storageDriver: 'overlay2', containerdStore: false };

    test('what it tells is there for its exporters, and for those of containers', async () => {
      const seen: unknown[] = [];
      const daemon = ofDaemon('daemon', async (context) => {
        seen.push(context.engines, context.largestShown);
        for (const container of context.containers) context.emitFor(container)(family, 5);
        context.emit(family, 6);
      });
      const containers: CollectorOf<'runtime'> = {
        ...{ name: 'containers', ...described, needs: 'runtime' },
        collect: (context) => eachContainer(context, () => void seen.push(context.engines)),
      };
      const source = counted();
      const all = [daemon, containers];
      const columns = await scrape(scraper(all, answering({ ...answer, daemon: info }), source), all);
      // What needs the answer alone does not wait for disk usage.
      const engine = { source: 'docker', label: undefined, daemon: info };
      expect(seen).toEqual([...Array(4).fill([engine]), [{ ...engine, diskUsage: told }], 7]);
      const shown = rows(columns, 'test_value');
      expect(shown.at(-1)).toBe('{} 6');
      expect(shown.filter((row) => row.includes('name="demo"') && row.endsWith(' 5'))).toHaveLength(1);
      expect(source.asks).toBe(1);
      expect(rows(columns, 'container_exporter_df_age_seconds')).toEqual(['{} 4']);
      expect(rows(columns, 'container_exporter_df_duration_seconds')).toEqual(['{} 0.123457']);
    });

    test('of several engines what is theirs says whose it is, also after one has gone', async () => {
      const tells = ofDaemon('tells', ({ engines, emit }) => {
        for (const { source, label, diskUsage } of engines) emit(family, diskUsage?.age, `of="${source},${label}"`);
      });
      const engine = (name: string, age: number): RuntimeSource => ({
        ...{ name, ask: async () => ({ ...answer, daemon: info }) },
        diskUsage: { ask: async () => ({ ...told, age }) },
      });
      let current = [engine('docker', 1)];
      const of = createScraper({ ...optionsOf([tells]), runtimes: () => current });
      const values = async () => {
        const columns = await scrape(of, [tells]);
        return [...rows(columns, 'test_value'), ...rows(columns, 'container_exporter_df_age_seconds')];
      };
      expect(await values()).toEqual(['{of="docker,undefined"} 1', '{} 1']);
      current = [engine('docker', 1), engine('podman', 2)];
      expect(await values()).toEqual([
        ...['{of="docker,docker"} 1', '{of="podman,podman"} 2'],
        ...['{engine="docker"} 1', '{engine="podman"} 2'],
      ]);
      current = [engine('docker', 1)];
      expect(await values()).toEqual(['{of="docker,docker"} 1', '{engine="docker"} 1']);
    });

    test('disk usage is asked for only for an exporter that needs it, after the daemon answered', async () => {
      const source = counted();
      const unneeding: CollectorOf<'runtime'> = {
        ...{ name: 'unneeding', ...described, needs: 'runtime' },
        collect: ({ emit }) => emit(family, 0),
      };
      const needing = ofDaemon('needing', ({ engines, emit }) => emit(family, engines[0]?.diskUsage ? 3 : 2));
      const all = [needing, unneeding];
      const values = async (runtime: RuntimeSource, wanted: readonly Collector[]) =>
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
