import { run } from './run.js';

/** Packs the stage as `npm publish` would, and returns the file's name. npm gives all files one date of its own. */
export function packTarball(stage: string, out: string): string {
  const [packed] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', out], { cwd: stage }),
  );
  return packed.filename;
}
