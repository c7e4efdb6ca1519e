/** In a network namespace of its own, whose first process it is: prints what `ss` and what our collector count there. */
import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { hostPorts } from '../../../src/exporters/host/network/host-ports.js';
import { collect } from './host.js';

const [first = 0, last = 0] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split('\t').map(Number);

/** Distinct local ports within the range, as iproute2 lists them. */
function countBySs(protocol: '--tcp' | '--udp'): number {
  const lines = execFileSync('ss', ['--no-header', '--all', '--numeric', protocol], { encoding: 'utf8' }).split('\n');
  const ports = lines.map((line) => Number(/^\S+\s+\d+\s+\d+\s+\S+:(\d+)/.exec(line)?.[1]));
  return new Set(ports.filter((port) => port >= first && port <= last)).size;
}

const connectedTo = async (port: number): Promise<Socket> => {
  const client = connect(port, '127.0.0.1');
  await once(client, 'connect');
  return client;
};

const server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
const clients = await Promise.all(Array.from({ length: 50 }, () => connectedTo(port)));
// Some of them have ended and wait to be forgotten.
const ended = clients.slice(0, 10);
await Promise.all(ended.map((client) => once(client.end(), 'close')));
const datagrams = Array.from({ length: 5 }, () => createSocket('udp4'));
await Promise.all(datagrams.map((socket) => once(socket.bind(), 'listening')));

const said = await collect(hostPorts, { procfs: '/proc' });
process.stdout.write(JSON.stringify({ ss: { tcp: countBySs('--tcp'), udp: countBySs('--udp') }, said }));
process.exit();
