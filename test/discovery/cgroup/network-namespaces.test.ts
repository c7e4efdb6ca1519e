import { expect, test } from 'vitest';
import { createNetworkNamespaces } from '../../../src/discovery/cgroup/network-namespaces.js';
import { inspected, metadataOf, runningContainer } from '../../support/make-container.js';

const host = 1000;

test('a namespace is counted by the container that the others joined', () => {
  const joined = runningContainer('a', 1, {
    metadata: metadataOf('a', { inspect: inspected({ networkMode: 'container:b' }) }),
  });
  const maker = runningContainer('b', 2, {
    metadata: metadataOf('b', { inspect: inspected({ networkMode: 'bridge' }) }),
  });
  const namespaces = createNetworkNamespaces<string>(host);
  namespaces.join(joined, 7, 'as a saw it');
  namespaces.join(maker, 7, 'as b saw it');
  expect(namespaces.reading(joined)).toBeUndefined();
  expect(namespaces.reading(maker)).toBe('as b saw it');
  expect([namespaces.mode(joined), namespaces.mode(maker)]).toEqual(['container', 'bridge']);
});

test('without an API the oldest cgroup has it, in whatever order they are seen', () => {
  const [young, old] = [runningContainer('a', 20), runningContainer('b', 10)];
  for (const order of [
    [young, old],
    [old, young],
  ]) {
    const namespaces = createNetworkNamespaces<string>(host);
    for (const container of order) namespaces.join(container, 7, container.id);
    expect(namespaces.reading(old)).toBe(old.id);
    expect(namespaces.reading(young)).toBeUndefined();
    expect([namespaces.mode(old), namespaces.mode(young)]).toEqual(['private', 'container']);
  }
});

test("the host's namespace is no container's", () => {
  const container = runningContainer('a', 1);
  const namespaces = createNetworkNamespaces<string>(host);
  namespaces.join(container, host, 'the host');
  expect(namespaces.reading(container)).toBeUndefined();
  expect(namespaces.mode(container)).toBe('host');
});

test('a container whose namespace could not be read has none', () => {
  const namespaces = createNetworkNamespaces<string>(host);
  expect(namespaces.mode(runningContainer('a', 1))).toBeUndefined();
});

test("those who want cAdvisor's series have them repeated: of a shared network and of the host's", () => {
  const [maker, joined, onHost] = [runningContainer('a', 1), runningContainer('b', 2), runningContainer('c', 3)];
  const read = (shared?: 'repeat') => {
    const namespaces = createNetworkNamespaces<string>(host, shared);
    namespaces.join(maker, 7, 'maker');
    namespaces.join(joined, 7, 'joined');
    namespaces.join(onHost, host, 'host');
    return [maker, joined, onHost].map((container) => namespaces.reading(container));
  };
  expect(read()).toEqual(['maker', undefined, undefined]);
  expect(read('repeat')).toEqual(['maker', 'joined', 'host']);
});
