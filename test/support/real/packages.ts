import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** The Debian package under an older version, as the one before it, which an upgrade replaces. */
export function asOlderVersion({ directory, debian }: Packages, version: string): string {
  const root = join(directory, 'older');
  rmSync(root, { recursive: true, force: true });
  execFileSync('dpkg-deb', ['--raw-extract', debian, root]);
  const edit = (file: string, pattern: RegExp, by: string) => {
    const text = readFileSync(join(root, file), 'utf8');
    if (!pattern.test(text)) throw new Error(`${file}: no ${pattern}`);
    writeFileSync(join(root, file), text.replace(pattern, by));
  };
  edit('DEBIAN/control', /^Version: .*$/m, `Version: ${version}`);
  edit('usr/lib/container-exporter/package.json', /"version": ".*"/, `"version": "${version}"`);
  const file = join(directory, `container-exporter_${version}_all.deb`);
  execFileSync('dpkg-deb', ['--root-owner-group', '-Znone', '--build', root, file], { stdio: 'pipe' });
  rmSync(root, { recursive: true });
  return file;
}
