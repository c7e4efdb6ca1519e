import { expect, test } from 'vitest';
import { hostArp } from '../../../src/exporters/host/network/host-arp.js';
import { hostNetstat } from '../../../src/exporters/host/network/host-netstat.js';
import { hostUdpQueues } from '../../../src/exporters/host/network/host-udp-queues.js';
import { ParseError } from '../../../src/kernel/errors.js';
import { folderOf } from '../../support/folder.js';
import { collect } from './host.js';

test('netstat has what tells of saturation, and leaves the rest out', async () => {
  const procfs = folderOf({
    '1/net/netstat': 'TcpExt: SyncookiesSent ListenOverflows TCPHPHits TCPOFOQueue\nTcpExt: 1 2 3 4\n',
    '1/net/snmp': 'Tcp: RtoMin RetransSegs InErrs\nTcp: 200 5 6\n',
    '1/net/snmp6': 'Udp6RcvbufErrors\t7\nIp6InReceives\t8\n',
  });
  expect(await collect(hostNetstat, { procfs })).toEqual({
    node_netstat_TcpExt_SyncookiesSent: 1,
    node_netstat_TcpExt_ListenOverflows: 2,
    node_netstat_TcpExt_TCPOFOQueue: 4,
    node_netstat_Tcp_RetransSegs: 5,
    node_netstat_Tcp_InErrs: 6,
    node_netstat_Udp6_RcvbufErrors: 7,
  });
});

test('neighbours by interface', async () => {
  const header = 'IP address       HW type     Flags       HW address            Mask     Device\n';
  const neighbour = (device: string) =>
    `172.17.0.2       0x1         0x2         02:42:ac:11:00:02     *        ${device}\n`;
  const procfs = folderOf({ '1/net/arp': header + neighbour('eth0') + neighbour('br-1') + neighbour('eth0') });
  expect(await collect(hostArp, { procfs })).toEqual({
    'node_arp_entries{device="eth0"}': 2,
    'node_arp_entries{device="br-1"}': 1,
  });
});

const header = '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt\n';
const socket = (queues: string) => ` 1: 0100007F:0035 00000000:0000 07 ${queues} 00:00000000 00000000\n`;

test('bytes that wait in UDP sockets', async () => {
  const procfs = folderOf({
    '1/net/udp': header + socket('00000010:00000100') + socket('00000001:00000002'),
    '1/net/sockstat6': 'UDP6: inuse 0\n',
    '1/net/udp6': 'not read where no socket is counted\n',
  });
  expect(await collect(hostUdpQueues, { procfs })).toEqual({
    'node_udp_queues{ip="v4",queue="tx"}': 17,
    'node_udp_queues{ip="v4",queue="rx"}': 258,
    'node_udp_queues{ip="v6",queue="tx"}': 0,
    'node_udp_queues{ip="v6",queue="rx"}': 0,
  });
});

test('a socket without queues is an error', async () => {
  const procfs = folderOf({ '1/net/udp': header + socket('x') });
  await expect(collect(hostUdpQueues, { procfs })).rejects.toThrow(ParseError);
});
