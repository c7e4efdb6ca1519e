import type Docker from 'dockerode';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { busyboxImage } from './images/busybox-image.js';

export interface WorkloadOptions {
  readonly name: string;
  /** Run by PID 1, a busybox shell. It says `ready` on stdout when the work to be measured is done. */
  readonly script: string;
  readonly hostConfig?: Docker.HostConfig;
  /** Like `bridge`; none unless told otherwise, as making one takes an emulated machine seconds at each start. */
  readonly networkMode?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Each second, unless told otherwise. */
  readonly healthCheck?: { readonly test: string; readonly retries: number; readonly seconds?: number };
}

/** A test container. testcontainers has no methods for most limits, so the engine's own HostConfig can be given. */
class Workload extends GenericContainer {
  constructor({ name, script, hostConfig, networkMode = 'none', labels, healthCheck }: WorkloadOptions) {
    super(busyboxImage);
    this.withName(name)
      .withEntrypoint(['sh', '-c'])
      .withCommand([script])
      .withLabels({ ...labels })
      .withNetworkMode(networkMode)
      .withWaitStrategy(Wait.forLogMessage('ready'))
      .withStartupTimeout(180_000);
    // PID 1 ignores SIGTERM without a handler: no need to wait for it.
    this.createOpts.StopTimeout = 0;
    Object.assign(this.hostConfig, hostConfig);
    if (healthCheck) {
      this.withHealthCheck({
        test: ['CMD-SHELL', healthCheck.test],
        interval: 1000 * (healthCheck.seconds ?? 1),
        timeout: 30_000,
        retries: healthCheck.retries,
      });
    }
  }
}

/** Starts a container and waits until it says that it is ready. */
export function startWorkload(options: WorkloadOptions): Promise<StartedTestContainer> {
  return new Workload(options).start();
}
