import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RuntimeAnswer, RuntimeSource } from '../../src/discovery/runtime-source.js';
import type { CgroupExporter, Exporter, HostExporter } from '../../src/exporters/exporter.js';
import { gauge } from '../../src/exposition/family.js';
import type { Column } from '../../src/exposition/samples.js';
import { KernelReadError } from '../../src/kernel/errors.js';
import { createScraper } from '../../src/scrape.js';
import { metadataOf } from '../discovery/make-container.js';

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

function scraper(exporters: readonly Exporter[], runtime?: RuntimeSource) {
  return createScraper({
    config: {
      path: { procfs: `${fixture}/proc`, cgroupfs: `${fixture}/cgroup`, rootfs: fixture },
      container: { labels: [], include: undefined, exclude: undefined },
      cgroupInclude: undefined,
    },
    exporters,
    runtime,
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
