import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flagsOfStart } from '../../bench/node-flags.js';
import { freePort } from '../support/free-port.js';
import { answers, scrape } from '../support/real/exporter-process.js';
import { buildPackages, type Packages } from '../support/real/packages.js';
import { repository } from '../support/real/repository.js';
import { lacking, missingCommand } from '../support/real/requirements.js';
import { until } from '../support/until.js';

const missing = [missingCommand('git', 'git'), missingCommand('dpkg-deb', 'dpkg')];

describe.skipIf(lacking('packages', missing))('npm run release', () => {
  const prefix = mkdtempSync(join(tmpdir(), 'packages-'));
  const installed = join(prefix, 'lib/node_modules/container-exporter');
  const program = join(prefix, 'bin/container-exporter');
  const { version, dependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  let packages: Packages;

  const npm = (...args: string[]) => execFileSync('npm', [...args, '--prefix', prefix, '--global'], { stdio: 'pipe' });

  beforeAll(() => {
    packages = buildPackages('first');
    npm('install', '--no-audit', '--no-fund', packages.tarball);
  });

  afterAll(() => rmSync(prefix, { recursive: true }));

  it('makes the same bytes again, with another umask', () => {
    const umask = process.umask(0o077);
    try {
      const again = buildPackages('again');
      expect(readFileSync(again.checksums, 'utf8')).toBe(readFileSync(packages.checksums, 'utf8'));
      execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: again.directory, stdio: 'pipe' });
    } finally {
      process.umask(umask);
    }
  });

  it('lists in the SBOM what is installed', () => {
    const { bomFormat, metadata, components } = JSON.parse(readFileSync(packages.sbom, 'utf8'));
    expect([bomFormat, metadata.component.name, metadata.component.version]).toEqual([
      ...['CycloneDX', 'container-exporter', version],
    ]);
    const named = components.map(({ name, version }: { name: string; version: string }) => `${name}@${version}`);
    for (const [name, wanted] of Object.entries(dependencies)) expect(named).toContain(`${name}@${wanted}`);
    const modules = join(installed, 'node_modules');
    const there = readdirSync(modules).flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(modules, name)).map((one) => `${name}/${one}`) : [name],
    );
    const names = new Set(components.map(({ name }: { name: string }) => name));
    expect(there.filter((name) => !name.startsWith('.') && !names.has(name))).toEqual([]);
  });

  it('has in the tarball every file that its pages link to', () => {
    const pages = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.md') && !file.includes('node_modules'),
    );
    expect(pages).toContain('README.md');
    for (const page of pages) {
      const text = readFileSync(join(installed, page), 'utf8');
      const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[\w-]*)?\)/g)].map(([, link = '']) => link);
      expect(
        links.filter((link) => !existsSync(join(installed, page, '..', link))),
        page,
      ).toEqual([]);
    }
  });

  it('installs with npm, serves with the flags of npm start, and leaves nothing when it is removed', async () => {
    expect(execFileSync(program, ['--version'], { encoding: 'utf8' }).trim()).toBe(version);
    const port = await freePort();
    const child = spawn(program, [`--web.listen-address=127.0.0.1:${port}`], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    try {
      await until('it serves', () => answers(`http://127.0.0.1:${port}/-/ready`));
      const command = readFileSync(`/proc/${child.pid}/cmdline`, 'utf8').split('\0');
      expect(command.slice(1, 1 + flagsOfStart().length)).toEqual(flagsOfStart());
      const exposition = await scrape(`http://127.0.0.1:${port}`);
      expect(exposition.value('container_exporter_build_info', { version })).toBe(1);
      expect(exposition.value('node_memory_MemTotal_bytes')).toBeGreaterThan(0);
    } finally {
      child.kill('SIGTERM');
      expect((await ended)[0]).toBe(0);
    }
    npm('uninstall', 'container-exporter');
    expect(readdirSync(join(prefix, 'lib/node_modules')).filter((name) => !name.startsWith('.'))).toEqual([]);
    expect(readdirSync(join(prefix, 'bin'))).toEqual([]);
  });
});
