import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.js';
import type { Source } from './source.js';

/** The part of CycloneDX that differs from one run of `npm sbom` to the next. */
interface Bom {
  serialNumber: string;
  readonly metadata: { timestamp: string; readonly component: { name: string } };
}

/** Writes what is installed with the package as CycloneDX 1.5, and returns the file's name. */
export function writeSbom({ version, epoch }: Source, production: string, out: string): string {
  // Not --omit=dev beside the others: that leaves out what a package for development may use too, such as yaml.
  const text = run('npm', ['sbom', '--sbom-format=cyclonedx'], { cwd: production });
  const bom = JSON.parse(text) as Bom;
  // npm takes the folder's name.
  bom.metadata.component.name = 'container-exporter';
  bom.metadata.timestamp = new Date(epoch * 1000).toISOString();
  bom.serialNumber = '';
  bom.serialNumber = `urn:uuid:${uuidOf(JSON.stringify(bom))}`;
  const name = `container-exporter-${version}.cdx.json`;
  writeFileSync(join(out, name), `${JSON.stringify(bom, undefined, 2)}\n`);
  return name;
}

/** A UUID of version 8 (RFC 9562: made in a way of one's own) that belongs to a text. */
function uuidOf(text: string): string {
  const hash = createHash('sha256').update(text).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}
