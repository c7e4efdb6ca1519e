import type Docker from 'dockerode';
import { allCollectors } from '../all-collectors.js';
import { connectEngine, localDockerHost } from '../engine.js';
import { serveExporter } from '../exporter-process.js';

/** A machine with a Docker engine and the exporter running on it: this one, or the VM with cgroup v2. */
export interface TestHost {
  readonly docker: Docker;
  /** As DOCKER_HOST wants it, for testcontainers. */
  readonly dockerHost: string;
  readonly exporterUrl: string;
  close(): Promise<void>;
}

export async function startLocalHost(): Promise<TestHost> {
  const exporter = await serveExporter(allCollectors);
  return {
    docker: connectEngine(localDockerHost),
    dockerHost: localDockerHost,
    exporterUrl: exporter.url,
    close: async () => void (await exporter.stop()),
  };
}
