import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type Docker from 'dockerode';
import { importDirectory, installBusybox } from './busybox-image.js';

/** A base image for the Dockerfile without a registry: this machine's Node.js and npm, their libraries, and busybox. */
export const nodeImage = 'container-exporter-test/node:local';

export async function importNodeImage(docker: Docker): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'node-image-'));
  try {
    installBusybox(join(root, 'bin'));
    installNode(root);
    installNpm(root);
    installSystemFiles(root);
    const environment = ['PATH=/usr/local/bin:/usr/bin:/bin', ...npmEnvironment(root)].map((pair) => `ENV ${pair}`);
    const [repository = '', tag = ''] = nodeImage.split(':');
    await importDirectory(docker, root, repository, tag, environment);
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

function installNpm(root: string): void {
  const cli = realpathSync(execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim());
  const modules = join(root, 'usr/local/lib/node_modules');
  cpSync(dirname(dirname(cli)), join(modules, 'npm'), { recursive: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));
}

/** What npm's scripts and name resolution expect. */
function installSystemFiles(root: string): void {
  mkdirSync(join(root, 'usr/bin'));
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
  copyFileSync(authorities, join(root, 'etc/authorities.pem'));
  return [...environment, 'NODE_EXTRA_CA_CERTS=/etc/authorities.pem'];
}
