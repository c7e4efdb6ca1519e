import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
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

test.each([
  ['all that close are of IPv4: the table of IPv6 is spared', 1, 1],
  ['one that closes may be of IPv6: its table is read', 2, 2],
])('%s', async (_, closing, ports) => {
  const closed = '   1: 0100007F:9C41 0100007F:0050 06 00000000:00000000\n';
  const procfs = folderOf({
    'sys/net/ipv4/ip_local_port_range': '40000\t40009\n',
    '1/net/sockstat': `TCP: inuse 1 orphan 0 tw ${closing}\nUDP: inuse 0\n`,
    '1/net/sockstat6': 'TCP6: inuse 0\nUDP6: inuse 0\n',
    '1/net/tcp': header + closed,
    '1/net/tcp6': header + socket(40002),
  });
  const found = await collect(hostPorts, { procfs });
  expect(found['node_ephemeral_ports_in_use{protocol="tcp"}']).toBe(ports);
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

test('counts the connections of a network namespace as ss does', () => {
  // Its own namespace, so that no other process's connections come and go in it.
  const child = fileURLToPath(new URL('host-ports-child.ts', import.meta.url));
  const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const namespaces = [...asRoot, '--net', '--pid', '--fork', '--mount-proc'];
  const script = 'ip link set lo up && exec "$@"';
  const command = ['sh', '-c', script, 'sh', process.execPath, '--import', 'tsx', child];
  const { ss, said } = JSON.parse(execFileSync('unshare', [...namespaces, ...command], { encoding: 'utf8' }));
  // The server, its 50 clients, of which 10 have ended.
  expect(ss).toEqual({ tcp: 51, udp: 5 });
  expect(said['node_ephemeral_ports_in_use{protocol="tcp"}']).toBe(ss.tcp);
  expect(said['node_ephemeral_ports_in_use{protocol="udp"}']).toBe(ss.udp);
});
