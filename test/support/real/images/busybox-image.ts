import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type Docker from 'dockerode';

const repository = 'container-exporter-test/busybox';
const tag = 'local';

/** The image of all test containers: static busybox alone, so that no registry is needed. */
export const busyboxImage = `${repository}:${tag}`;

const busybox = '/bin/busybox';

/** What is missing for the image, if anything. */
export function missingBusybox(): string | undefined {
  return existsSync(busybox) ? undefined : `${busybox} (Debian's busybox-static)`;
}

export async function importBusyboxImage(docker: Docker): Promise<void> {
  const images = await docker.listImages({ filters: { reference: [busyboxImage] } });
  if (images.length > 0) return;
  const root = mkdtempSync(join(tmpdir(), 'busybox-image-'));
  try {
    installBusybox(join(root, 'bin'));
    mkdirSync(join(root, 'tmp'));
    await importDirectory(docker, root, repository, tag);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Busybox and a link for each of its commands. */
export function installBusybox(bin: string): void {
  mkdirSync(bin, { recursive: true });
  copyFileSync(busybox, join(bin, 'busybox'));
  for (const command of execFileSync(busybox, ['--list'], { encoding: 'utf8' }).split('\n')) {
    if (command !== '' && command !== 'busybox') symlinkSync('busybox', join(bin, command));
  }
}

/** `docker import` of a folder, through the API, so that it works for an engine in a VM too. */
export async function importDirectory(
  docker: Docker,
  directory: string,
  repo: string,
  imageTag: string,
  changes: readonly string[] = [],
): Promise<void> {
  const tar = spawn('tar', ['-c', '--owner=0', '--group=0', '-C', directory, '.'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const progress = await docker.importImage(tar.stdout, { repo, tag: imageTag, changes });
  let said = '';
  progress.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await finished(progress);
  if (!said.includes('sha256:')) throw new Error(`docker import of ${repo}:${imageTag} failed: ${said}`);
}
