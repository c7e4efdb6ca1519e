import { fork } from 'node:child_process';
import { once } from 'node:events';
import { undoAtEnd } from './cleanup.js';
import type { Delivery, Order } from './inside/client.js';
import { here, withTypeScript } from './paths.js';

/** An HTTP client in a process of its own; one order at a time. */
export interface Client {
  deliver(order: Order): Promise<Delivery>;
  stop(): void;
}

export async function startClient(): Promise<Client> {
  const child = fork(here('inside/client.ts'), { execArgv: withTypeScript });
  const stop = undoAtEnd(() => child.kill('SIGKILL'));
  await once(child, 'message');
  return {
    async deliver(order) {
      child.send(order);
      const [delivery] = (await once(child, 'message')) as [Delivery];
      if (delivery.error !== undefined) throw new Error(delivery.error);
      return delivery;
    },
    stop,
  };
}
