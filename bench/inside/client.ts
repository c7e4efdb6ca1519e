import { Agent, get } from 'node:http';

/** A client in a process of its own, so that its work is in nobody's figures. One answer for each message. */

export interface Order {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Requests one after the other, or for how long (ms) they shall go on, with a pause between them. */
  readonly times?: number;
  readonly forMs?: number;
  readonly pauseMs?: number;
}

export interface Delivery {
  /** From the request to the last byte, of each. */
  readonly wallMs: number[];
  /** Of the last answer, as it came over the wire. */
  readonly bytes: number;
  readonly error?: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

function fetchOnce({ url, headers }: Order): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers, agent }, (response) => {
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
  const ends = performance.now() + (order.forMs ?? Number.POSITIVE_INFINITY);
  for (let i = 0; i < (order.times ?? Number.POSITIVE_INFINITY) && performance.now() < ends; i++) {
    const began = performance.now();
    bytes = await fetchOnce(order);
    wallMs.push(performance.now() - began);
    if (order.pauseMs) await new Promise((resolve) => setTimeout(resolve, order.pauseMs));
  }
  return { wallMs, bytes };
}

process.on('message', (order: Order) => {
  deliver(order)
    .catch((error: unknown) => ({ wallMs: [], bytes: 0, error: String(error) }))
    .then((delivery) => process.send?.(delivery));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
