import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeChecksums } from './checksums.js';
import { buildDebianPackage } from './debian-package.js';
import { packTarball } from './npm-tarball.js';
import { installProduction } from './production.js';
import { writeSbom } from './sbom.js';
import { readSource } from './source.js';
import { buildStage } from './stage.js';

/** `npm run release`: all packages of the commit, into release/out or where --out says. docs/releasing.md has the rest. */

const { values } = parseArgs({
  options: { out: { type: 'string', default: 'release/out' }, 'allow-changes': { type: 'boolean', default: false } },
});
const repository = join(import.meta.dirname, '..');
const source = readSource(repository, { allowChanges: values['allow-changes'] });
const out = resolve(values.out);
const work = mkdtempSync(join(tmpdir(), 'container-exporter-release-'));
try {
  const stage = join(work, 'stage');
  const production = join(work, 'production');
  const root = join(work, 'root');
  for (const directory of [out, stage, root]) mkdirSync(directory, { recursive: true });
  console.log(`container-exporter ${source.version}, commit ${source.commit.slice(0, 12)}`);
  buildStage(source, stage);
  installProduction(stage, production);
  const names = [
    packTarball(stage, out),
    buildDebianPackage(source, { stage, production, root, out }),
    writeSbom(source, production, out),
  ];
  for (const name of [...names, writeChecksums(out, names)]) {
    console.log(`${String(statSync(join(out, name)).size).padStart(10)}  ${join(out, name)}`);
  }
} catch (error) {
  console.error(`release: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true });
}
