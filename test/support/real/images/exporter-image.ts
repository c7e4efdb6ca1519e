import { execFileSync } from 'node:child_process';
import type Docker from 'dockerode';
import { localDockerHost } from '../engine.js';
import { repository } from '../repository.js';
import { importNodeImage, nodeImage } from './node-image.js';

/** The image that the Dockerfile makes, on this machine's engine. */
export const exporterImage = 'container-exporter-test/exporter:local';

/** Builds it on `nodeImage`; quick where it has been built of the same. */
export async function buildExporterImage(docker: Docker): Promise<void> {
  await importNodeImage(docker);
  // The host's network, as the build installs packages.
  const options = ['--quiet', '--network=host', `--build-arg=NODE_IMAGE=${nodeImage}`, `--tag=${exporterImage}`];
  execFileSync('docker', ['--host', localDockerHost, 'build', ...options, repository], { stdio: 'pipe' });
}
