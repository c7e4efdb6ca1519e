import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** An alert as Alertmanager told of it, see its documentation of `webhook_config`. */
export interface ArrivedAlert {
  readonly receiver: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What Alertmanager tells, as a person would get it. */
export interface Webhook {
  /** Without a slash at the end. */
  readonly url: string;
  /** All alerts that fired so far, in order, each as often as it was told of. */
  readonly arrived: readonly ArrivedAlert[];
  stop(): Promise<void>;
}

interface Notification {
  readonly receiver: string;
  readonly alerts: readonly (Omit<ArrivedAlert, 'receiver'> & { readonly status: 'firing' | 'resolved' })[];
}

export async function startWebhook(): Promise<Webhook> {
  const arrived: ArrivedAlert[] = [];
  const server = createServer(async (request, response) => {
    const { receiver, alerts } = (await json(request)) as Notification;
    for (const { status, labels, annotations } of alerts) {
      if (status === 'firing') arrived.push({ receiver, labels, annotations });
    }
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
