import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { collectors } from '../../../src/catalogue.js';

const program = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

/** The built exporter as a process of its own. */
export interface ExporterProcess {
  readonly process: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves to the exit status, or the signal's name. */
  readonly exited: Promise<number | string>;
}

export function runExporter(args: readonly string[], env: Record<string, string> = {}): ExporterProcess {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exited = once(child, 'close').then(([code, signal]: (number | string | null)[]) => code ?? signal ?? 'unknown');
  return { process: child, stdout: () => stdout, stderr: () => stderr, exited };
}

/** Serves on a free port and resolves to its URL once it listens; rejects with what it wrote if it ends before. */
export async function serveExporter(
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<ExporterProcess & { readonly url: string }> {
  const exporter = runExporter(['--web.listen-address=127.0.0.1:0', ...args], env);
  let ended = false;
  exporter.exited.then(() => {
    ended = true;
  });
  for (;;) {
    const address = /"address":"(127\.0\.0\.1:\d+)"/.exec(exporter.stderr())?.[1];
    if (address) return { ...exporter, url: `http://${address}` };
    if (ended) throw new Error(`the exporter ended: ${exporter.stderr()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Flags that turn on every collector, so that the dear ones are tested too. */
export const allCollectors = collectors.map(({ name }) => `--collector.${name}`);

export interface RunningExporter {
  /** Where it listens, such as `http://127.0.0.1:12345`. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** The built exporter on this machine, with every collector unless flags are given. */
export async function startExporter(flags: readonly string[] = allCollectors): Promise<RunningExporter> {
  const exporter = await serveExporter(flags);
  return {
    url: exporter.url,
    pid: exporter.process.pid ?? 0,
    async stop() {
      exporter.process.kill('SIGTERM');
      await exporter.exited;
    },
  };
}

export async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
