import { describe, expect, test } from 'vitest';
import { cpu } from '../../../src/exporters/container/cpu.js';
import { blkioDevice } from '../../../src/exporters/container/io/blkio-device.js';
import { ioScheduler } from '../../../src/exporters/container/io/io-scheduler.js';
import { memoryNuma } from '../../../src/exporters/container/memory/memory-numa.js';
import { parseOperations } from '../../../src/kernel/cgroup/rare-files-v1.js';
import { parseIoBytes, parseNamed } from '../../../src/kernel/cgroup/rare-files-v2.js';
import { onlyParseErrors } from '../../support/kernel-text.js';
import { collectOf, v1Reader, v2Reader } from './cgroup-host.js';

/** Texts are those of a machine with Linux 6.18, shortened; what BFQ says is after block/bfq-cgroup.c. */

const bytesByOperation = `8:0 Read 4096
8:0 Write 8192
8:0 Sync 8192
8:0 Async 4096
8:0 Discard 0
8:0 Total 12288
253:1 Read 5
Total 12293
`;

describe('container_blkio_device_usage_total', () => {
  test('v1: as the kernel names operations, without its sums', async () => {
    const reader = v1Reader({ 'blkio/c/blkio.throttle.io_service_bytes_recursive': bytesByOperation });
    const family = 'container_blkio_device_usage_total';
    expect(await collectOf(blkioDevice, reader)).toEqual({
      [`${family}{device="/dev/sda",major="8",minor="0",operation="Read"}`]: 4096,
      [`${family}{device="/dev/sda",major="8",minor="0",operation="Write"}`]: 8192,
      [`${family}{device="/dev/sda",major="8",minor="0",operation="Sync"}`]: 8192,
      [`${family}{device="/dev/sda",major="8",minor="0",operation="Async"}`]: 4096,
      [`${family}{device="/dev/sda",major="8",minor="0",operation="Discard"}`]: 0,
      [`${family}{major="253",minor="1",operation="Read"}`]: 5,
    });
  });

  test('nothing but ParseError', () => {
    onlyParseErrors(parseOperations, bytesByOperation);
    onlyParseErrors(parseIoBytes, '259:0 rbytes=20480 wbytes=0 rios=1 wios=2 dbytes=0 dios=0\n');
    onlyParseErrors(parseNamed, 'drm/0000:c6:00.0/vram 1006202880\ndrm/0000:c6:00.0/stolen max\n');
  });
});

test('what a scheduler counts: requests in the direction that they had, nanoseconds as seconds', async () => {
  const merged = '8:0 Read 25\n8:0 Write 39\n8:0 Sync 60\n8:0 Async 4\n8:0 Total 64\nTotal 64\n';
  const time =
    '8:0 Read 1500000000\n8:0 Write 500000000\n8:0 Sync 2000000000\n8:0 Async 0\n8:0 Total 2000000000\nTotal 2000000000\n';
  const queued = '8:0 Read 1\n8:0 Write 2\n8:0 Sync 3\n8:0 Async 0\n8:0 Total 3\nTotal 3\n';
  const files = (scheduler: string) => ({
    [`blkio/c/blkio.${scheduler}io_merged_recursive`]: merged,
    [`blkio/c/blkio.${scheduler}io_service_time_recursive`]: time,
    [`blkio/c/blkio.${scheduler}io_queued_recursive`]: queued,
  });
  const said = {
    'container_fs_reads_merged_total{device="/dev/sda"}': 25,
    'container_fs_writes_merged_total{device="/dev/sda"}': 39,
    'container_fs_read_seconds_total{device="/dev/sda"}': 1.5,
    'container_fs_write_seconds_total{device="/dev/sda"}': 0.5,
    'container_fs_io_time_seconds_total{device="/dev/sda"}': 2,
    'container_fs_io_current{device="/dev/sda"}': 3,
  };
  expect(await collectOf(ioScheduler, v1Reader(files('bfq.')))).toEqual(said);
  expect(await collectOf(ioScheduler, v1Reader(files('')))).toEqual(said);
  expect(await collectOf(ioScheduler, v1Reader({ 'blkio/c/blkio.throttle.io_serviced': '' }))).toEqual({});
});

describe('memory by NUMA node', () => {
  test('v1: pages of the cgroup, and with those below it; whether they move', async () => {
    const stat =
      'total=11 N0=9 N1=2\nfile=7 N0=6 N1=1\nanon=4 N0=3 N1=1\nunevictable=0 N0=0 N1=0\nhierarchical_anon=9 N0=5 N1=4\n';
    const reader = v1Reader({ 'memory/c/memory.numa_stat': stat, 'cpuset/c/cpuset.memory_migrate': '0\n' });
    const family = 'container_memory_numa_pages';
    expect(await collectOf(memoryNuma, reader)).toEqual({
      [`${family}{node="0",scope="container",type="file"}`]: 6,
      [`${family}{node="1",scope="container",type="file"}`]: 1,
      [`${family}{node="0",scope="container",type="anon"}`]: 3,
      [`${family}{node="1",scope="container",type="anon"}`]: 1,
      [`${family}{node="0",scope="container",type="unevictable"}`]: 0,
      [`${family}{node="1",scope="container",type="unevictable"}`]: 0,
      [`${family}{node="0",scope="hierarchy",type="anon"}`]: 5,
      [`${family}{node="1",scope="hierarchy",type="anon"}`]: 4,
      container_memory_migrate: 0,
    });
  });
});

describe('CPU time', () => {
  const files = {
    'cpuacct/c/cpuacct.usage': '18886232955085\n',
    'cpuacct/c/cpuacct.usage_percpu': '9333732734013 9552500221072 \n',
  };

  test('is the total, or on v1 that of each CPU, never both', async () => {
    const usage = async (cpuUsage: 'total' | 'per-cpu') => {
      const said = await collectOf(cpu, v1Reader(files), { choices: { networkShared: 'once', cpuUsage } });
      return Object.fromEntries(Object.entries(said).filter(([series]) => series.includes('usage_seconds')));
    };
    expect(await usage('total')).toEqual({ 'container_cpu_usage_seconds_total{cpu="total"}': 18886.232955085 });
    expect(await usage('per-cpu')).toEqual({
      'container_cpu_usage_seconds_total{cpu="cpu00"}': 9333.732734013,
      'container_cpu_usage_seconds_total{cpu="cpu01"}': 9552.500221072,
    });
  });

  test('an idle cgroup has no share', () => {
    expect(v2Reader({ 'c/cpu.weight': '0\n' }).cpuSpec('/c').shares).toBeUndefined();
    expect(v2Reader({ 'c/cpu.weight': '100\n' }).cpuSpec('/c').shares).toBe(1024);
  });

  test('what a quota held back is told where there is one, also above the container', async () => {
    const held = async (max: string) => {
      const local = { 'c/cpu.stat.local': 'throttled_usec 2500000\n', 'c/cpu.stat': 'usage_usec 1\n' };
      const said = await collectOf(cpu, v2Reader({ ...local, 'c/cpu.max': max }));
      return said.container_cpu_held_back_seconds_total;
    };
    expect(await held('50000 100000\n')).toBe(2.5);
    expect(await held('max 100000\n')).toBeUndefined();
  });
});
