import { expect, test } from 'vitest';
import { collectors } from '../../../src/catalogue.js';
import { ParseError } from '../../../src/kernel/errors.js';
import { folderOf } from '../../support/folder.js';
import { collect } from './host.js';

const hostCollectors = collectors.filter(({ name }) => name.startsWith('host-'));
const machine = collectors.find(({ name }) => name === 'machine');

test('a host without any of the files has no samples, and nothing fails', async () => {
  expect(hostCollectors.length).toBeGreaterThan(10);
  for (const collector of [...hostCollectors, ...(machine ? [machine] : [])]) {
    if (collector.name === 'host-time') continue;
    expect(await collect(collector, { procfs: folderOf({}) }), collector.name).toEqual({});
  }
});

test.each([
  ['host-cpu', 'stat', 'cpu0 x\n'],
  ['host-load', 'loadavg', 'x\n'],
  ['host-memory', 'meminfo', 'MemTotal: x kB\n'],
  ['host-pressure', 'pressure/io', 'some avg10=0.00\n'],
  ['host-vmstat', 'vmstat', 'pgfault x\n'],
  ['host-stat', 'stat', 'ctxt x\n'],
  ['host-filesystem', '1/mountinfo', 'x\n'],
  ['host-disk', 'diskstats', 'x\n'],
  ['host-network', '1/net/dev', 'x\n'],
  ['host-sockstat', '1/net/sockstat', 'x\n'],
  ['host-conntrack', '1/net/stat/nf_conntrack', 'x\n'],
  ['host-ports', 'sys/net/ipv4/ip_local_port_range', 'x\n'],
  ['host-filefd', 'sys/fs/file-nr', 'x\n'],
  ['host-entropy', 'sys/kernel/random/entropy_avail', 'x\n'],
])('%s fails on a malformed %s, and says where', async (name, file, text) => {
  const collector = hostCollectors.find((one) => one.name === name);
  if (!collector) throw new Error(`no collector ${name}`);
  // Given, as reading it would fail first.
  const capacity = { cores: 1, memory: 1, swap: 0, swapFree: 0, bootTime: 0 };
  const failure = await collect(collector, { procfs: folderOf({ [file]: text }), machine: capacity }).catch(
    (error) => error,
  );
  expect(failure).toBeInstanceOf(ParseError);
  expect(String(failure)).toContain(file);
});

test("names are distinct, and each family is one collector's", () => {
  const names = hostCollectors.flatMap(({ families }) =>
    families.map((one) => ('name' in one ? one.name : one.template)),
  );
  expect(new Set(names).size).toBe(names.length);
  expect(names.every((name) => name.startsWith('node_'))).toBe(true);
});

test('load, memory, pressure, files and time', async () => {
  const procfs = folderOf({
    loadavg: '0.36 0.18 0.13 1/123 4567\n',
    meminfo: 'MemTotal: 2 kB\nActive(anon): 1 kB\nHugePages_Free: 3\n',
    'pressure/cpu': 'some avg10=0.00 total=1500000\nfull avg10=0.00 total=0\n',
    'sys/fs/file-nr': '648\t0\t2466177\n',
    vmstat: 'nr_free_pages 1\npgfault 2\noom_kill 3\npgpgin 4\npswpout 5\npgmajfault_x 6\n',
    stat: 'cpu0 1 2 3 4\nintr 5 6\nctxt 7\nbtime 8\nprocesses 9\nprocs_running 10\nprocs_blocked 11\n',
  });
  const found: Record<string, number> = {};
  for (const collector of hostCollectors) {
    if (collector.name !== 'host-cpu') Object.assign(found, await collect(collector, { procfs, now: 1795230267.5 }));
  }
  expect(found).toEqual({
    node_load1: 0.36,
    node_load5: 0.18,
    node_load15: 0.13,
    node_memory_MemTotal_bytes: 2048,
    node_memory_Active_anon_bytes: 1024,
    node_memory_HugePages_Free: 3,
    node_pressure_cpu_waiting_seconds_total: 1.5,
    node_filefd_allocated: 648,
    node_filefd_maximum: 2466177,
    node_vmstat_pgfault: 2,
    node_vmstat_oom_kill: 3,
    node_vmstat_pgpgin: 4,
    node_vmstat_pswpout: 5,
    node_vmstat_pgmajfault_x: 6,
    node_intr_total: 5,
    node_context_switches_total: 7,
    node_boot_time_seconds: 8,
    node_forks_total: 9,
    node_procs_running: 10,
    node_procs_blocked: 11,
    node_time_seconds: 1795230267.5,
  });
});
