import { Agent, get } from 'node:http';
import { answerOrders } from './answer-orders.js';

/** An HTTP client in a process of its own, so that its work is in nobody's figures. */

export interface Order {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Requests one after the other; without it they go on until `forMs` are over. */
  readonly times?: number;
  readonly forMs?: number;
  readonly pauseMs?: number;
  /** Connections that ask at the same time, each so often; one unless told. */
  readonly atOnce?: number;
}

export interface Delivery {
  /** From the request to the last byte, of each. */
  readonly wallMs: number[];
  /** Of the last answer, as it came over the wire. */
  readonly bytes: number;
}

const agent = new Agent({ keepAlive: true });

function fetchOnce({ url, headers }: Order): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { ...headers }, agent }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on('error', reject);
      response.on('end', () =>
        response.statusCode === 200 ? resolve(bytes) : reject(new Error(`${url}: status ${response.statusCode}`)),
      );
    }).on('error', reject);
  });
}

async function deliver(order: Order): Promise<Delivery> {
  const wallMs: number[] = [];
  let bytes = 0;
  const times = order.times ?? Number.POSITIVE_INFINITY;
  const ends = performance.now() + (order.forMs ?? Number.POSITIVE_INFINITY);
  for (let i = 0; i < times && performance.now() < ends; i++) {
    const began = performance.now();
    bytes = await fetchOnce(order);
    wallMs.push(performance.now() - began);
    if (order.pauseMs) await new Promise((resolve) => setTimeout(resolve, order.pauseMs));
  }
  return { wallMs, bytes };
}

answerOrders(async (order: Order): Promise<Delivery> => {
  const all = await Promise.all(Array.from({ length: order.atOnce ?? 1 }, () => deliver(order)));
  return { wallMs: all.flatMap(({ wallMs }) => wallMs), bytes: all[0]?.bytes ?? 0 };
});
