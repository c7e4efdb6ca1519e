import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.js';
import type { Source } from './source.js';
import { normalise } from './stage.js';

const program = '/usr/lib/container-exporter';

/** Folders that a package is made of. */
export interface PackageParts {
  /** What `buildStage` made. */
  readonly stage: string;
  /** What `installProduction` made. */
  readonly production: string;
  /** An empty one, which becomes the package's root. */
  readonly root: string;
  readonly out: string;
}

/**
 * Builds a Debian package with the systemd units, and returns the file's name. It has no native code, so one package
 * serves all architectures. dpkg-deb sorts the files and takes their dates from SOURCE_DATE_EPOCH.
 */
export function buildDebianPackage(source: Source, parts: PackageParts): string {
  const { stage, root, out } = parts;
  const inRoot = (path: string) => join(root, path);
  for (const directory of ['DEBIAN', program, '/usr/bin', '/lib/systemd/system', '/etc/default']) {
    mkdirSync(inRoot(directory), { recursive: true });
  }
  const copy = (from: string, to: string) => cpSync(join(stage, from), inRoot(to), { recursive: true });
  for (const part of ['dist', 'bin']) copy(part, `${program}/${part}`);
  cpSync(parts.production, inRoot(program), { recursive: true });
  symlinkSync('../lib/container-exporter/bin/container-exporter', inRoot('/usr/bin/container-exporter'));
  for (const part of ['alerts', 'dashboards']) copy(part, `/usr/share/container-exporter/${part}`);
  rmSync(inRoot('/usr/share/container-exporter/dashboards/source'), { recursive: true });
  const documents = '/usr/share/doc/container-exporter';
  for (const part of ['README.md', 'CHANGELOG.md', 'SECURITY.md', 'docs']) copy(part, `${documents}/${part}`);
  copy('deploy/systemd/container-exporter.service.d/docker.conf', `${documents}/examples/docker.conf`);
  copy('release/deb/copyright', `${documents}/copyright`);
  copy('release/deb/default', '/etc/default/container-exporter');
  for (const unit of ['container-exporter.service', 'container-exporter-docker-proxy.service']) {
    writeFileSync(
      inRoot(`/lib/systemd/system/${unit}`),
      packagedUnit(readFileSync(join(stage, 'deploy/systemd', unit), 'utf8')),
    );
  }
  for (const script of ['postinst', 'prerm', 'postrm', 'conffiles']) {
    copy(`release/deb/${script}`, `/DEBIAN/${script}`);
    if (script !== 'conffiles') chmodSync(inRoot(`/DEBIAN/${script}`), 0o755);
  }
  writeFileSync(inRoot('/DEBIAN/control'), control(source, run('du', ['-sk', root])));
  normalise(root, source.epoch);
  const name = `container-exporter_${source.version}_all.deb`;
  // One thread: xz cuts its blocks by their number.
  const flags = ['--root-owner-group', '--threads-max=1', '-Zxz', '--build'];
  run('dpkg-deb', [...flags, root, join(out, name)], { env: { SOURCE_DATE_EPOCH: `${source.epoch}` } });
  return name;
}

/** A unit of deploy/systemd where the package has the program, and with settings from /etc/default. */
export function packagedUnit(unit: string): string {
  return unit
    .replaceAll('/opt/container-exporter/', `${program}/`)
    .replace(/^# .*\n(?:# .*\n)*/, '# Of the package container-exporter: change it with `systemctl edit`.\n')
    .replace(
      /^(Environment=CONTAINER_EXPORTER_.*\n)(?!Environment)/m,
      '$1EnvironmentFile=-/etc/default/container-exporter\n',
    );
}

function control({ version, description }: Source, size: string): string {
  return [
    'Package: container-exporter',
    `Version: ${version}`,
    'Architecture: all',
    'Maintainer: container-exporter <root@localhost>',
    `Installed-Size: ${Number.parseInt(size, 10)}`,
    // Debian 12 has 18 alone; there Node.js comes from elsewhere, so no package of it can be required.
    'Recommends: nodejs (>= 20)',
    'Section: net',
    'Priority: optional',
    `Description: ${description.split(',')[0]}`,
    ` ${description}.`,
    '',
  ].join('\n');
}
