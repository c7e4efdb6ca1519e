import type { StartedTestContainer } from 'testcontainers';
import { startWorkload } from './workload.js';

/** Reads the host's own kernel files, also where the host is a VM: by `cat` in a container that sees its files and pids. */
export interface KernelProbe {
  /** The files' texts by path; a file that is not there is absent. One round trip for all of them. */
  read(paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Runs a shell command with the host's file system under /rootfs and the host's pids. */
  run(script: string): Promise<string>;
  stop(): Promise<void>;
}

const mark = '=====';

export async function startKernelProbe(name: string): Promise<KernelProbe> {
  const container = await startWorkload({
    name,
    script: 'echo ready; exec sleep 100000',
    hostConfig: { PidMode: 'host', Binds: ['/:/rootfs:ro'] },
    networkMode: 'host',
  });
  const run = (script: string) => execute(container, script);
  return {
    run,
    async read(paths) {
      const output = await run(
        paths.map((path) => `cat '/rootfs${path}' 2>/dev/null && echo '${mark}${path}'`).join('\n'),
      );
      const files = new Map<string, string>();
      let text: string[] = [];
      for (const line of output.split('\n')) {
        if (line.startsWith(mark)) {
          files.set(line.slice(mark.length), text.join('\n'));
          text = [];
        } else text.push(line);
      }
      return files;
    },
    stop: async () => void (await container.stop()),
  };
}

async function execute(container: StartedTestContainer, script: string): Promise<string> {
  // A last `cat` of a file that is not there is no failure.
  const { stdout } = await container.exec(['sh', '-c', `${script}\ntrue`]);
  return stdout;
}
