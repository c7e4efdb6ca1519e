import { exporters } from '../../../src/catalogue.js';
import { serveExporter } from '../exporter-process.js';

/** Flags that turn on every collector, so that the dear ones are tested too. */
export const allCollectors = exporters.map(({ name }) => `--collector.${name}`);

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
