import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { hostPorts } from '../../../src/exporters/host/network/host-ports.js';
import { folderOf } from '../../support/folder.js';
import { collect } from './host.js';

const header = '  sl  local_address rem_address   st\n';
const socket = (port: number) =>
  `   0: 0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} 0100007F:0050 01\n`;

test('distinct ports within the range, of both address families', async () => {
  const procfs = folderOf({
    'sys/net/ipv4/ip_local_port_range': '40000\t40009\n',
    '1/net/tcp': header + [39999, 40000, 40009, 40010, 40000].map(socket).join(''),
    '1/net/tcp6': header + [40000, 40001].map(socket).join(''),
    '1/net/udp': header,
  });
  expect(await collect(hostPorts, { procfs })).toEqual({
    node_ephemeral_ports: 10,
    node_ephemeral_ports_range_assumed: 0,
    'node_ephemeral_ports_in_use{protocol="tcp"}': 3,
    'node_ephemeral_ports_in_use_ratio{protocol="tcp"}': 0.3,
    'node_ephemeral_ports_in_use{protocol="udp"}': 0,
    'node_ephemeral_ports_in_use_ratio{protocol="udp"}': 0,
  });
});

test('says when the range is that of another network namespace', async () => {
  const files = {
    'sys/net/ipv4/ip_local_port_range': '32768\t60999\n',
    'self/stat': '7 (node) S 1\n',
    '1/net/dev': '',
  };
  expect(await collect(hostPorts, { procfs: folderOf({ ...files, '7/net/dev': '' }) })).toEqual({
    node_ephemeral_ports: 28232,
    node_ephemeral_ports_range_assumed: 1,
  });
});

test('counts connections of this machine as ss does', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const clients = Array.from({ length: 50 }, () => connect((server.address() as AddressInfo).port, '127.0.0.1'));
  await Promise.all(clients.map((client) => once(client, 'connect')));
  try {
    const range = execFileSync('sysctl', ['-n', 'net.ipv4.ip_local_port_range']).toString().split(/\s+/).map(Number);
    const [first = 0, last = 0] = range;
    // Others open and close connections in the meantime, so a moment is waited for in which none did.
    const rounds: (readonly [number, number | undefined, number])[] = [];
    for (
      let round = 0;
      round < 50 && !rounds.some(([before, ours, after]) => before === ours && ours === after);
      round++
    ) {
      const before = countBySs(first, last);
      const ours = (await collect(hostPorts, { procfs: '/proc' }))['node_ephemeral_ports_in_use{protocol="tcp"}'];
      rounds.push([before, ours, countBySs(first, last)]);
    }
    const [before, ours, after] = rounds.at(-1) ?? [];
    expect(before).toBeGreaterThanOrEqual(50);
    expect([before, ours]).toEqual([after, after]);
  } finally {
    for (const client of clients) client.destroy();
    server.close();
  }
});

/** Distinct local TCP ports within a range, as iproute2 lists them. */
function countBySs(first: number, last: number): number {
  const lines = execFileSync('ss', ['-Htan']).toString().trim().split('\n');
  const ports = lines.map((line) => Number(/^\S+\s+\d+\s+\d+\s+\S+:(\d+)/.exec(line)?.[1]));
  return new Set(ports.filter((port) => port >= first && port <= last)).size;
}
