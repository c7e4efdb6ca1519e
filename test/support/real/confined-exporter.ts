import { type Exposition, parseExposition } from '../exposition.js';
import type { DockerCli } from './docker-cli.js';

/** What docs/deployment.md says that the exporter and its proxy are run with, as flags of `docker run`. */
export const confinement = [
  ...['--cap-drop=ALL', '--read-only', '--security-opt=no-new-privileges', '--memory=128m', '--pids-limit=64'],
];

export const hostMounts = ['--volume=/proc:/host/proc:ro', '--volume=/sys/fs/cgroup:/host/sys/fs/cgroup:ro'];

/** How the exporter's program is run by `docker run`: flags, and the image with what stands before its arguments. */
export interface ExporterProgram {
  readonly flags: readonly string[];
  readonly image: readonly string[];
}

/** Scrapes inside of the container, as it may be on another machine and publishes nothing. */
export async function scrapeInside(docker: DockerCli, container: string): Promise<Exposition> {
  const text = await docker('exec', container, 'wget', '-q', '-O-', 'http://127.0.0.1:10882/metrics');
  return parseExposition(`${text}\n`);
}
