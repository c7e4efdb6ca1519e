import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type Docker from 'dockerode';
import { importDirectory, installBusybox } from './busybox-image.js';

const authoritiesFile = 'etc/authorities.pem';
const repository = 'container-exporter-test/node';

/** A base image for the Dockerfile without a registry: this machine's Node.js and npm, their libraries, and busybox. */
export const nodeImage = `${repository}:local`;

/** One that was made of the same is taken again, so that the engine remembers what it built on it. */
export async function importNodeImage(docker: Docker): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'node-image-'));
  try {
    installSystemFiles(root);
    const environment = ['PATH=/usr/local/bin:/usr/bin:/bin', ...npmEnvironment(root)].map((pair) => `ENV ${pair}`);
    const { mtimeMs, size } = statSync(process.execPath);
    const madeOf = [process.version, mtimeMs, size, npmDirectory(), environment, readAuthorities(root)];
    const tag = createHash('sha256').update(JSON.stringify(madeOf)).digest('hex').slice(0, 16);
    const image = `${repository}:${tag}`;
    if ((await docker.listImages({ filters: { reference: [image] } })).length === 0) {
      installBusybox(join(root, 'bin'));
      installNode(root);
      installNpm(root);
      await importDirectory(docker, root, repository, tag, environment);
    }
    await docker.getImage(image).tag({ repo: repository, tag: 'local' });
  } finally {
    rmSync(root, { recursive: true });
  }
}

function installNode(root: string): void {
  const target = join(root, 'usr/local/bin/node');
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(process.execPath, target);
  const libraries = execFileSync('ldd', [process.execPath], { encoding: 'utf8' }).matchAll(/(\/\S+) \(0x/g);
  for (const [, library = ''] of libraries) {
    mkdirSync(join(root, dirname(library)), { recursive: true });
    copyFileSync(realpathSync(library), join(root, library));
  }
}

function npmDirectory(): string {
  const cli = realpathSync(execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim());
  return dirname(dirname(cli));
}

function installNpm(root: string): void {
  cpSync(npmDirectory(), join(root, 'usr/local/lib/node_modules/npm'), { recursive: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));
}

/** What npm's scripts and name resolution expect. */
function installSystemFiles(root: string): void {
  mkdirSync(join(root, 'usr/bin'), { recursive: true });
  symlinkSync('/bin/busybox', join(root, 'usr/bin/env'));
  mkdirSync(join(root, 'etc'));
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/root:/bin/sh\n');
  mkdirSync(join(root, 'tmp'));
  chmodSync(join(root, 'tmp'), 0o1777);
}

/** npm in the image reaches the registry that npm on this machine is set up for, and trusts whom it trusts. */
function npmEnvironment(root: string): string[] {
  const setting = (name: string) =>
    execFileSync('npm', ['config', 'get', name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  const authorities = process.env.NODE_EXTRA_CA_CERTS ?? setting('cafile');
  const environment = [`npm_config_registry=${setting('registry')}`];
  if (authorities === '' || authorities === 'null') return environment;
  copyFileSync(authorities, join(root, authoritiesFile));
  return [...environment, `NODE_EXTRA_CA_CERTS=/${authoritiesFile}`];
}

function readAuthorities(root: string): string {
  const path = join(root, authoritiesFile);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
