import { connect, type Socket } from 'node:net';

/** Where a server listens: a port of 127.0.0.1, or a socket's path. */
export type Target = { readonly port: number } | { readonly path: string };

/** A server that has begun to answer and then says nothing for so long has said it all, and keeps the connection. */
const quietMs = 250;

/** A connection, open. */
export function open(target: Target): Promise<Socket> {
  const socket = connect('path' in target ? target : { ...target, host: '127.0.0.1' });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => {
      // What becomes of it later is seen by its close.
      socket.off('error', reject).on('error', () => {});
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

/**
 * Sends these bytes and resolves to what comes back (latin1), until the server closes or falls silent. Where nothing comes
 * at all, as for half a request, it gives up after `patienceMs`, if that is given.
 */
export async function exchange(target: Target, bytes: string | Buffer, patienceMs?: number): Promise<string> {
  const socket = await open(target);
  let answer = '';
  const done = new Promise<void>((resolve) => {
    let quiet = patienceMs === undefined ? undefined : setTimeout(resolve, patienceMs);
    socket.setEncoding('latin1').on('data', (text: string) => {
      answer += text;
      clearTimeout(quiet);
      quiet = setTimeout(resolve, quietMs);
    });
    socket.once('close', () => {
      clearTimeout(quiet);
      resolve();
    });
  });
  socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  await done;
  socket.destroy();
  return answer;
}

/** The statuses of the answers in what came back. */
export function statuses(answer: string): number[] {
  return [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}
