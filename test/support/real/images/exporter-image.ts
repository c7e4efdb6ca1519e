import { execFileSync } from 'node:child_process';
import type Docker from 'dockerode';
import { imageCommand } from '../../../../release/image.js';
import { readSource } from '../../../../release/source.js';
import { localDockerHost } from '../engine.js';
import { repository } from '../repository.js';
import { importNodeImage, nodeImage } from './node-image.js';

/** The image that the Dockerfile makes, on this machine's engine. */
export const exporterImage = 'container-exporter-test/exporter:local';

/** Builds it on `nodeImage` as `npm run release:image` does without buildx; quick where it has been built of the same. */
export async function buildExporterImage(docker: Docker): Promise<void> {
  await importNodeImage(docker);
  const source = readSource(repository, { allowChanges: true });
  const options = { tag: exporterImage, platforms: [], nodeImage, push: false, buildx: false, out: '' };
  const [verb = '', ...rest] = imageCommand(source, options);
  // The host's network, as the build installs packages.
  const command = ['--host', localDockerHost, verb, '--quiet', '--network=host', ...rest];
  execFileSync('docker', command, { stdio: 'pipe' });
}
