import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLabelFilter, defaultContainerLabels } from '../../src/discovery/identity.js';

test('by default picks compose, swarm and Kubernetes labels', () => {
  const filter = createLabelFilter(defaultContainerLabels);
  const labels = {
    'com.docker.compose.project': 'shop',
    'com.docker.compose.config-hash': 'abc',
    'io.kubernetes.pod.name': 'web-0',
    maintainer: 'someone',
  };
  expect(filter(labels)).toEqual([
    ['container_label_com_docker_compose_project', 'shop'],
    ['container_label_io_kubernetes_pod_name', 'web-0'],
  ]);
});

test.each([
  ['*', ['a.b', 'a.bc', 'ab', 'b']],
  ['a.*', ['a.b', 'a.bc']],
  ['a.?', ['a.b']],
  ['*b', ['a.b', 'ab', 'b']],
  ['**', ['a.b', 'a.bc', 'ab', 'b']],
  ['a.b', ['a.b']],
  ['[ab]', []],
  ['(', []],
])('the glob %s picks %j', (glob, names) => {
  const labels = { 'a.b': 'a.b', 'a.bc': 'a.bc', ab: 'ab', b: 'b' };
  expect(createLabelFilter([glob])(labels).map(([, value]) => value)).toEqual(names);
});

test('of names that become the same one, the first in their own order is taken', () => {
  const filter = createLabelFilter(['*']);
  expect(filter({ a_b: 'third', 'a.b': 'second', 'a-b': 'first' })).toEqual([['container_label_a_b', 'first']]);
});

test('no globs pick nothing, and empty values are absent', () => {
  expect(createLabelFilter([])({ a: 'x' })).toEqual([]);
  expect(createLabelFilter(['*'])({ a: '', b: 'x' })).toEqual([['container_label_b', 'x']]);
});

test('whatever containers are labelled with, names are valid and unique, and values whole', () => {
  const filter = createLabelFilter(['*']);
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', maxLength: 5000 })),
      (labels) => {
        const picked = filter(labels);
        for (const [name, value] of picked) {
          expect(name).toMatch(/^container_label_[a-zA-Z0-9_]*$/);
          expect(Object.values(labels)).toContain(value);
        }
        expect(new Set(picked.map(([name]) => name)).size).toBe(picked.length);
      },
    ),
  );
});
