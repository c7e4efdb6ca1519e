import { once } from 'node:events';
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server in front of an exporter. */
export interface Front {
  readonly url: string;
  stop(): Promise<void>;
}

/** Answers by itself, and returns whether it did. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * A reverse proxy that shows an exporter below a path, such as `/hosts/a/`, and nothing beside it. What `instead` answers does
 * not reach the exporter; it sees paths as the exporter would.
 */
export async function startFront(exporter: string, path = '/', instead: Answer = () => false): Promise<Front> {
  const server = createServer((request, response) => {
    if (!request.url?.startsWith(path)) {
      response.writeHead(404).end('nothing here\n');
      return;
    }
    request.url = `/${request.url.slice(path.length)}`;
    if (instead(request, response)) return;
    const passed = ask(exporter + request.url, { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.writeHead(502).end('the exporter does not answer\n'));
    request.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${path}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
