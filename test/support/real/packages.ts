import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository, workDirectory } from './repository.js';

export interface Packages {
  readonly directory: string;
  readonly tarball: string;
  readonly debian: string;
  readonly sbom: string;
  readonly checksums: string;
}

/** What `npm run release` makes of the working tree, in a folder of test/.work. */
export function buildPackages(name: string): Packages {
  const directory = workDirectory(`release/${name}`);
  const options = ['--allow-changes', `--out=${directory}`];
  execFileSync('npm', ['run', '--silent', 'release', '--', ...options], { cwd: repository, stdio: 'pipe' });
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { version: string };
  return {
    directory,
    tarball: join(directory, `container-exporter-${version}.tgz`),
    debian: join(directory, `container-exporter_${version}_all.deb`),
    sbom: join(directory, `container-exporter-${version}.cdx.json`),
    checksums: join(directory, 'SHA256SUMS'),
  };
}
