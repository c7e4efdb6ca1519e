import { expect, test } from 'vitest';
import { allFamilies, collectors } from '../src/catalogue.js';
import { identityLabels } from '../src/discovery/identity.js';

const nameOf = (family: ReturnType<typeof allFamilies>[number]) =>
  'template' in family ? family.template : family.name;

test('every family belongs to one exporter', () => {
  const names = allFamilies().map(nameOf);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test('every exporter has a name of its own, fit for a flag', () => {
  const names = collectors.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
});

test('no family has a label twice, and none of containers one that they are identified by', () => {
  for (const family of allFamilies()) {
    expect(new Set(family.labels).size).toBe(family.labels.length);
    const ofContainers = /^container_(?!exporter_)/.test(nameOf(family));
    if (ofContainers)
      expect(family.labels.filter((name) => identityLabels.some((known) => known === name))).toEqual([]);
  }
});

test('names, labels and help are as Prometheus wants them', () => {
  for (const family of allFamilies()) {
    expect(nameOf(family)).toMatch(/^[a-zA-Z_:][a-zA-Z0-9_:]*(\{field\}[a-zA-Z0-9_]*)?$/);
    for (const label of family.labels) expect(label).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/);
    expect(family.help.length).toBeGreaterThan(5);
  }
});
