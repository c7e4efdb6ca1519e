import type { DockerCli } from './docker-cli.js';
import { type Exposition, parseExposition } from './exposition-text.js';

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

/** Collectors and sources of containers that got something else than all they asked for. */
export function failures(exposition: Exposition): readonly string[] {
  return ['container_exporter_collector_success', 'container_exporter_discovery_success']
    .flatMap((name) => exposition.series(name))
    .filter(({ value }) => value !== 1)
    .map(({ labels }) => labels.collector ?? labels.source ?? '?');
}
