import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { PodList } from 'kubernetes-types/core/v1.js';
import type { KubeletAddress } from '../../../src/discovery/kubelet/kubelet-address.js';
import type { Authority } from '../certificates.js';

/** How to answer instead: `never`, and `stall` leaves the connection open in the middle of an answer. */
export type Misbehaviour =
  | { readonly kind: 'never' }
  | { readonly kind: 'stall' }
  | { readonly kind: 'answer'; readonly status: number; readonly body: string };

/** A real HTTPS server that plays a kubelet: https://127.0.0.1, with its authority's certificate for that. */
export interface FakeKubelet {
  readonly address: KubeletAddress;
  pods: PodList;
  /** The token that it knows. */
  token: string;
  misbehaviour: Misbehaviour | undefined;
  /** Method, path and token of each request so far. */
  readonly requests: readonly string[];
  readonly openConnections: number;
  remove(): Promise<void>;
}

/** What a kubelet writes where the API server does not let a user in. pkg/kubelet/server/server.go */
const unauthorized = 'Unauthorized';

export async function startFakeKubelet(authority: Authority, pods: PodList): Promise<FakeKubelet> {
  authority.issue('kubelet', 'IP:127.0.0.1');
  const requests: string[] = [];
  const connections = new Set<Socket>();
  const server: Server = createServer({ cert: authority.read('kubelet.pem'), key: authority.read('kubelet.key') });
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  server.on('request', ({ method, url, headers }, response) => {
    requests.push(`${method} ${url} ${headers.authorization}`);
    const { misbehaviour, token } = kubelet;
    if (misbehaviour?.kind === 'never') return;
    if (misbehaviour?.kind === 'answer') {
      response.writeHead(misbehaviour.status, { 'Content-Type': 'text/plain; charset=utf-8' });
      return void response.end(misbehaviour.body);
    }
    if (headers.authorization !== `Bearer ${token}`) return void response.writeHead(401).end(unauthorized);
    if (method !== 'GET' || url !== '/pods') return void response.writeHead(404).end('404 page not found');
    const body = JSON.stringify(kubelet.pods);
    response.writeHead(200, { 'Content-Type': 'application/json' });
    if (misbehaviour?.kind === 'stall') return void response.write(body.slice(0, body.length / 2));
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const kubelet: FakeKubelet = {
    address: { host: '127.0.0.1', port: String(port) },
    pods,
    token: 'a-token',
    misbehaviour: undefined,
    requests,
    get openConnections() {
      return connections.size;
    },
    async remove() {
      for (const connection of connections) connection.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return kubelet;
}
