import { createServer, type Server, type Socket } from 'node:net';

/** A daemon that notes every byte that comes and answers every head that it sees. */
export interface Recorder {
  /** All that came, connection by connection. */
  readonly received: () => string[];
  forget(): void;
  close(): Promise<void>;
}

const id = 'a1b2c3d4e5f6'.padEnd(64, '0');

/** An answer of the endpoint's shape, so that what reads it has something to read. */
function bodyOf(target: string): { type: string; body: string } {
  const path = target.replace(/^\/v\d+\.\d+/, '').replace(/\?.*$/, '');
  if (path === '/_ping') return { type: 'text/plain; charset=utf-8', body: 'OK' };
  const answers: Record<string, unknown> = {
    '/version': { Version: '20.10.24', ApiVersion: '1.41', MinAPIVersion: '1.12' },
    '/info': { ID: 'X', Containers: 1, Images: 1 },
    '/containers/json': [{ Id: id, Names: ['/x'], Image: 'x', Command: 'secret', Labels: {}, Mounts: [] }],
    '/system/df': { LayersSize: 1, Images: [], Containers: [], Volumes: [], BuildCache: [] },
    '/networks': [],
  };
  const answer = answers[path] ?? { Id: id, Name: '/x', Config: { Env: ['A=secret'], Labels: {} }, State: {} };
  return { type: 'application/json', body: JSON.stringify(answer) };
}

export async function startRecorder(path: string): Promise<Recorder> {
  const connections: { bytes: string }[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    const connection = { bytes: '' };
    connections.push(connection);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket)).on('error', () => {});
    let unanswered = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      connection.bytes += text;
      unanswered += text;
      for (;;) {
        const end = unanswered.indexOf('\r\n\r\n');
        if (end < 0) return;
        const head = unanswered.slice(0, end);
        unanswered = unanswered.slice(end + 4);
        const [method, target = ''] = head.split(' ');
        const { type, body } = bodyOf(target);
        const headers = `Content-Type: ${type}\r\nContent-Length: ${body.length}\r\nApi-Version: 1.41\r\nServer: recorder\r\n`;
        socket.write(`HTTP/1.1 200 OK\r\n${headers}\r\n${method === 'HEAD' ? '' : body}`);
        if (/^connection: *close/im.test(head)) socket.end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    received: () => connections.map(({ bytes }) => bytes).filter((bytes) => bytes !== ''),
    forget() {
      // Bytes that come later on a connection that is kept belong to what comes later.
      for (const connection of connections) connection.bytes = '';
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
