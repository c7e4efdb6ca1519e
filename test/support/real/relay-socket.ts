import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A socket before a daemon's, which can hang or go as the daemon would. */
export interface RelaySocket {
  readonly host: string;
  /** From now on connections are taken, and nothing is answered. */
  hang(): void;
  /** Connections break and the socket is gone. */
  stop(): Promise<void>;
  /** As it was. */
  resume(): Promise<void>;
  remove(): Promise<void>;
}

export async function startRelaySocket(target: string): Promise<RelaySocket> {
  const folder = mkdtempSync(join(tmpdir(), 'relay-'));
  const path = join(folder, 'docker.sock');
  const sockets = new Set<Socket>();
  let isHung = false;
  let server: Server | undefined;

  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  async function resume(): Promise<void> {
    isHung = false;
    if (server) return;
    const started = createServer((client) => {
      keep(client);
      if (isHung) return void client.resume();
      const daemon = connect(target);
      keep(daemon);
      client.pipe(daemon).pipe(client);
    });
    server = started;
    await new Promise<void>((resolve) => started.listen(path, resolve));
  }
  async function stop(): Promise<void> {
    const running = server;
    server = undefined;
    for (const socket of sockets) socket.destroy();
    if (running) await new Promise((resolve) => running.close(resolve));
  }
  await resume();
  return {
    host: `unix://${path}`,
    hang() {
      isHung = true;
    },
    stop,
    resume,
    async remove() {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}
