import { posix } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { containerFiles } from '../../../src/discovery/docker/container-files.js';
import { inspected, metadataOf } from '../../support/make-container.js';

const root = '/var/lib/docker';
const logAt = (logPath: string) => containerFiles(metadataOf('one', { inspect: inspected({ logPath }) }), root)?.log;

test('whatever the daemon says, a log is below the directory of containers', () => {
  const part = fc.oneof(
    fc.constantFrom('', '.', '..', 'containers', 'overlay-containers', 'volumes', 'var', 'lib', 'docker'),
    fc.string(),
  );
  const path = fc.tuple(fc.constantFrom('', '/', root, `${root}/`, `${root}/containers/`), fc.array(part));
  fc.assert(
    fc.property(path, ([start, parts]) => {
      const log = logAt(start + parts.join('/'));
      if (log === undefined) return;
      // What the kernel would make of it.
      expect(posix.resolve(root, log)).toBe(`${root}/${log}`);
      expect(log).toMatch(/^([a-z]+-)?containers\/./s);
    }),
    { numRuns: 2000 },
  );
});

test('a root directory with a slash at its end is the same', () => {
  const metadata = metadataOf('one', { inspect: inspected({ logPath: `${root}/containers/one/one-json.log` }) });
  expect(containerFiles(metadata, `${root}/`)?.log).toBe('containers/one/one-json.log');
  expect(containerFiles(metadata, root)?.log).toBe('containers/one/one-json.log');
});
