import { expect, test } from 'vitest';
import { type ImageOptions, imageCommand, imageLabels } from '../../release/image.js';
import { repository } from '../support/real/repository.js';

const source = {
  repository,
  version: '1.2.3',
  description: 'An exporter',
  commit: 'a'.repeat(40),
  epoch: 1_700_000_000,
};
const options: ImageOptions = {
  tag: 'container-exporter:1.2.3',
  platforms: ['linux/amd64', 'linux/arm64'],
  ...{ push: false, buildx: true, out: '/out' },
};

test('the labels are those of the image spec', () => {
  expect(imageLabels(source)).toEqual({
    'org.opencontainers.image.title': 'container-exporter',
    'org.opencontainers.image.description': 'An exporter',
    'org.opencontainers.image.version': '1.2.3',
    'org.opencontainers.image.revision': 'a'.repeat(40),
    'org.opencontainers.image.created': '2023-11-14T22:13:20.000Z',
  });
});

test('with buildx one file has all architectures, or a registry gets them', () => {
  const command = imageCommand(source, options);
  expect(command.slice(0, 4)).toEqual([
    ...['buildx', 'build', '--platform=linux/amd64,linux/arm64'],
    '--output=type=oci,dest=/out/container-exporter-1.2.3.oci.tar,rewrite-timestamp=true',
  ]);
  expect(command).toContain('--label=org.opencontainers.image.version=1.2.3');
  expect(command.at(-1)).toBe(repository);
  expect(imageCommand(source, { ...options, push: true })).toContain('--output=type=registry,rewrite-timestamp=true');
});

test('without it docker builds the image for itself, on another base where one is named', () => {
  const command = imageCommand(source, { ...options, buildx: false, nodeImage: 'mirror/node:22' });
  expect(command.slice(0, 3)).toEqual([
    'build',
    '--tag=container-exporter:1.2.3',
    '--build-arg=NODE_IMAGE=mirror/node:22',
  ]);
  expect(command.filter((argument) => /platform|output/.test(argument))).toEqual([]);
});
