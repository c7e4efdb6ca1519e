import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { collectors } from '../../src/catalogue.js';
import { readCommandLine } from '../../src/cli/command-line.js';
import { labelsOf } from '../alerts/labels-of.js';
import { readExpression } from '../promql/selectors.js';
import { typeErrors } from '../promql/type-errors.js';
import { repository } from '../support/real/repository.js';

const text = readFileSync(join(repository, 'docs/fleet.md'), 'utf8');

test('the PromQL of docs/fleet.md reads series that there are, by labels that they have', () => {
  const expressions = [...text.matchAll(/^\| [^|]+ \| `([^`]+)` \|$/gm)].map(([, expr = '']) => expr);
  expect(expressions.length).toBeGreaterThan(3);
  for (const expr of expressions) {
    expect(typeErrors(expr), expr).toEqual([]);
    for (const { metric, labels } of readExpression(expr).selectors) {
      expect(labelsOf(metric), metric).toBeDefined();
      expect(labels.filter((label) => !labelsOf(metric)?.(label))).toEqual([]);
    }
  }
});

test('its YAML is YAML, and its variables are those of flags', () => {
  const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  expect(blocks.length).toBeGreaterThan(3);
  for (const block of blocks) expect(typeof parse(block)).toBe('object');
  const env = Object.fromEntries(
    [...text.matchAll(/(CONTAINER_EXPORTER_\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
  );
  expect(Object.keys(env).length).toBeGreaterThan(1);
  const probe = (path: string) => (/\.yml$|\/stat$/.test(path) ? ('file' as const) : ('directory' as const));
  expect(readCommandLine({ argv: [], env, probe, collectors, version: '0.0.0' })).toMatchObject({ kind: 'serve' });
});
