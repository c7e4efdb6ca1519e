import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Exposition, parseExposition } from '../exposition.js';
import { until } from '../until.js';

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

export interface ServingExporter extends ExporterProcess {
  /** Where it listens, such as `http://127.0.0.1:12345`. */
  readonly url: string;
  readonly pid: number;
  /** Ends it, and resolves to what `exited` does. */
  stop(): Promise<number | string>;
}

/** Serves on a free port and resolves once it listens; rejects with what it wrote if it ends before. */
export async function serveExporter(
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<ServingExporter> {
  const exporter = runExporter(['--web.listen-address=127.0.0.1:0', ...args], env);
  let ended = false;
  exporter.exited.then(() => {
    ended = true;
  });
  const address = await until('the exporter listens', () => {
    if (ended) throw new Error(`the exporter ended: ${exporter.stderr()}`);
    return /"address":"(127\.0\.0\.1:\d+)"/.exec(exporter.stderr())?.[1];
  });
  return {
    ...exporter,
    url: `http://${address}`,
    pid: exporter.process.pid ?? 0,
    stop() {
      exporter.process.kill('SIGTERM');
      return exporter.exited;
    },
  };
}

/** Scrapes once in the text format. Anything but a 200 is a failure. */
export async function scrape(exporterUrl: string): Promise<Exposition> {
  const response = await fetch(`${exporterUrl}/metrics`, { headers: { accept: 'text/plain;version=0.0.4' } });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${exporterUrl}/metrics: ${response.status} ${text}`);
  return parseExposition(text);
}

/** Whether a server that may be about to start answers well. Node 20's fetch() may never settle where one goes away just then. */
export async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(20_000) })).ok;
  } catch {
    return false;
  }
}
