import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from './source.js';

export interface ImageOptions {
  /** As `docker build --tag` takes it, such as `container-exporter:0.1.0`. */
  readonly tag: string;
  readonly platforms: readonly string[];
  /** The base, where it is not to be the Dockerfile's. */
  readonly nodeImage?: string | undefined;
  /** Push instead of writing a file; with buildx alone. */
  readonly push: boolean;
  /** Whether there is buildx. Without it the image is for this machine's architecture, and stays on its engine. */
  readonly buildx: boolean;
  readonly out: string;
}

/** Labels of the image spec (https://github.com/opencontainers/image-spec/blob/main/annotations.md). */
export function imageLabels({ repository, version, description, commit, epoch }: Source): Record<string, string> {
  const { repository: home } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    repository?: string | { url: string };
  };
  const url = typeof home === 'object' ? home.url : home;
  const labels = {
    title: 'container-exporter',
    description,
    version,
    revision: commit,
    created: new Date(epoch * 1000).toISOString(),
    ...(url === undefined ? {} : { source: url }),
  };
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [`org.opencontainers.image.${name}`, value]));
}

/** The arguments of `docker` that build the image. */
export function imageCommand(source: Source, options: ImageOptions): readonly string[] {
  const labels = Object.entries(imageLabels(source)).map(([name, value]) => `--label=${name}=${value}`);
  const base = options.nodeImage === undefined ? [] : [`--build-arg=NODE_IMAGE=${options.nodeImage}`];
  const common = [`--tag=${options.tag}`, ...base, ...labels, source.repository];
  if (!options.buildx) return ['build', ...common];
  const file = `type=oci,dest=${join(options.out, `container-exporter-${source.version}.oci.tar`)},rewrite-timestamp=true`;
  const output = options.push ? 'type=registry,rewrite-timestamp=true' : file;
  return ['buildx', 'build', `--platform=${options.platforms.join(',')}`, `--output=${output}`, ...common];
}
