import { cpuMs } from '../../test/support/process-figures.js';
import type { Delivery, Order } from '../inside/client.js';
import { type InsideProcess, startInside } from '../inside-process.js';
import type { Cost, Measure } from '../rounds.js';
import { median } from '../statistics.js';

export type Client = InsideProcess<Order, Delivery>;

export const startClient = (): Promise<Client> => startInside<Order, Delivery>('client.ts');

/** What a request costs the process that answers it. */
export function requestCost(client: Client, pid: number, order: Order & { readonly times: number }): Measure {
  return async (): Promise<Cost> => {
    const before = cpuMs(pid);
    const { wallMs } = await client.ask(order);
    return { cpuMs: (cpuMs(pid) - before) / order.times, wallMs: median(wallMs) };
  };
}

/** Lines of an exposition that are samples. */
export async function countSamples(url: string): Promise<number> {
  const text = await (await fetch(url)).text();
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
}
