import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '../../until.js';
import { type CriClient, connectCri } from './cri-client.js';

/** A containerd beside the machine's own, with root, state and socket in a folder. */
export interface OwnContainerd {
  readonly state: string;
  readonly cri: CriClient;
  /** Resolves to what `ctr` prints. */
  ctr(...args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

export async function startContainerd(folder: string, sandboxImage: string): Promise<OwnContainerd> {
  const [socket, state] = [join(folder, 'c.sock'), join(folder, 'state')];
  const config = join(folder, 'config.toml');
  writeFileSync(
    config,
    `version = 2
root = "${join(folder, 'root')}"
state = "${state}"
[grpc]
  address = "${socket}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${sandboxImage}"
  stream_server_port = "0"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    conf_dir = "${join(folder, 'cni')}"
`,
  );
  const log = openSync(join(folder, 'log'), 'w');
  const daemon = spawn('containerd', ['--config', config], { stdio: ['ignore', log, log] });
  const ended = once(daemon, 'exit');
  const ctr = async (...args: readonly string[]) =>
    (await promisify(execFile)('ctr', ['--address', socket, ...args])).stdout;
  await until('containerd answers', () => {
    if (daemon.exitCode !== null) throw new Error(`containerd ended; its log is in ${folder}/log`);
    return ctr('version').then(
      () => true,
      () => false,
    );
  });
  const cri = connectCri(socket);
  return {
    ...{ state, cri, ctr },
    async stop() {
      cri.close();
      daemon.kill('SIGTERM');
      await ended;
    },
  };
}
