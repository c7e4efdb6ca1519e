import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { imageCommand } from './image.js';
import { run } from './run.js';
import { readSource } from './source.js';

/** `npm run release:image`. */
function main(): void {
  const repository = join(import.meta.dirname, '..');
  const { values } = parseArgs({
    options: {
      tag: { type: 'string' },
      platform: { type: 'string', default: 'linux/amd64,linux/arm64' },
      'node-image': { type: 'string' },
      push: { type: 'boolean', default: false },
      out: { type: 'string', default: 'release/out' },
      'allow-changes': { type: 'boolean', default: false },
    },
  });
  const source = readSource(repository, { allowChanges: values['allow-changes'] });
  const buildx = spawnSync('docker', ['buildx', 'version'], { stdio: 'ignore' }).status === 0;
  if (values.push && !buildx) throw new Error('--push needs docker buildx; without it, push with docker push');
  if (!buildx) console.log('no docker buildx here: the image is for the architecture of this engine alone');
  const command = imageCommand(source, {
    tag: values.tag ?? `container-exporter:${source.version}`,
    platforms: values.platform.split(','),
    nodeImage: values['node-image'],
    ...{ push: values.push, buildx, out: values.out },
  });
  console.log(`docker ${command.join(' ')}`);
  console.log(run('docker', command, { env: { SOURCE_DATE_EPOCH: `${source.epoch}` } }));
}

try {
  main();
} catch (error) {
  console.error(`release: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
