import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allFamilies } from '../../src/catalogue.js';
import { identityLabels } from '../../src/discovery/identity.js';
import { parseFamilies } from '../support/parse-families.js';

/** What is emitted is listed, as docs, dashboards and alerts are checked against the list. */

const golden = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.prom'));
const listed = allFamilies().map((family) => ({
  ...family,
  pattern: new RegExp(`^${'template' in family ? family.template.replace('{field}', '(\\w+)') : family.name}$`),
}));
const isIdentity = (label: string) =>
  label.startsWith('container_label_') || identityLabels.some((known) => known === label);

test.each(golden)('the families of %s are in the catalogue, with their types and labels', (file) => {
  const text = readFileSync(`${import.meta.dirname}/${file}`, 'utf8').replaceAll(' <varies>', ' 0');
  const families = parseFamilies(text, 'text');
  expect(families.length).toBeGreaterThan(0);
  const unlisted = families.flatMap(({ name, type, samples }) => {
    const family = listed.find(({ pattern }) => pattern.test(name));
    if (family === undefined) return [name];
    if (type !== (family.type === 'unknown' ? 'untyped' : family.type)) return [`${name} as ${type}`];
    const labels = new Set(samples.flatMap((sample) => Object.keys(sample.labels)));
    const strange = [...labels].filter((label) => !family.labels.includes(label) && !isIdentity(label));
    return strange.map((label) => `${name}{${label}}`);
  });
  expect(unlisted).toEqual([]);
});
