import { expect, test } from 'vitest';
import { readExposition } from '../../src/exposition/text-reader.js';
import { hostStrip } from '../../src/page/model/host-strip.js';
import { goldenText, knownAfter } from './exposition-of.js';

const text = goldenText('v2-systemd');

test('memory and CPUs are those of the recorded host', () => {
  const strip = hostStrip(knownAfter(readExposition(text)));
  expect(strip).toMatchObject({
    cpus: 2,
    load: 1.16,
    memoryTotal: 4118532096,
    memory: 4118532096 - 3723268096,
    swapTotal: 0,
  });
  expect([strip.cpu, strip.cpuPressure, strip.disk]).toEqual([undefined, undefined, undefined]);
});

test('CPUs in use are those that are neither idle nor waiting for a disk', () => {
  const later = (mode: string) => (from: string) =>
    from.replace(
      new RegExp(`^(node_cpu_seconds_total\\{cpu="0",mode="${mode}"\\}) (\\S+)$`, 'm'),
      (_, series, value) => `${series} ${Number(value) + 5}`,
    );
  const strip = hostStrip(
    knownAfter(readExposition(text), readExposition(later('iowait')(later('idle')(later('user')(text))))),
  );
  expect(strip.cpu).toBeCloseTo(0.5);
});

test("what containers say to each other is not the host's traffic", () => {
  const traffic = (bytes: number) =>
    ['lo', 'eth0', 'veth12ab', 'docker0', 'br-1a2b']
      .map((device) => `node_network_receive_bytes_total{device="${device}"} ${bytes}\n`)
      .join('');
  expect(hostStrip(knownAfter(readExposition(traffic(0)), readExposition(traffic(50)))).receive).toBe(5);
});

test("the disk is that of Docker's root directory, else the host's root", () => {
  const root = 'node_filesystem_size_bytes{mountpoint="/"} 100\nnode_filesystem_avail_bytes{mountpoint="/"} 60\n';
  const docker = (name: string, value: number) =>
    `docker_root_filesystem_${name}{mountpoint="/data",holds="docker,volume"} ${value}\n`;
  expect(hostStrip(knownAfter(readExposition(root))).disk).toMatchObject({ mountpoint: '/', size: 100, available: 60 });
  const both =
    root + docker('size_bytes', 50) + docker('available_bytes', 5) + docker('files', 10) + docker('files_free', 1);
  expect(hostStrip(knownAfter(readExposition(both))).disk).toEqual({
    mountpoint: '/data',
    size: 50,
    available: 5,
    filesUsed: 0.9,
  });
});
