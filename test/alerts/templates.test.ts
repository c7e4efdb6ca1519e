import { describe, expect, test } from 'vitest';
import { readExpression } from '../promql/selectors.js';
import { typeErrors } from '../promql/type-errors.js';
import { labelsOf } from './labels-of.js';
import { alertingRules } from './rule-files.js';

/** What annotations ask Prometheus for when an alert fires. A mistake there shows in no other check than a promtool test. */
const queries = alertingRules.flatMap(({ alert, annotations: { description = '' } }) =>
  [...description.matchAll(/(?:query \(printf |:= printf |range printf )"((?:[^"\\]|\\.)*)"/g)].map(
    ([, text = '']) => ({
      alert,
      expression: filled(JSON.parse(`"${text}"`)),
    }),
  ),
);

/** A text for printf with labels in the places of its verbs: %s is a selector, or an expression that is one. */
function filled(text: string): string {
  if (text.startsWith('{')) return '';
  return text
    .replace(/%q/g, '"x"')
    .replace(/(?<=\w)%s/g, '{job="x",instance="x",id="x"}')
    .replace(/%s/g, 'up');
}

const expressions = queries.filter(({ expression }) => expression !== '');

test('templates ask for something', () => {
  expect(expressions.length).toBeGreaterThan(10);
});

describe.each(expressions)('$alert asks for $expression', ({ expression }) => {
  test('is PromQL without type errors', () => {
    expect(typeErrors(expression)).toEqual([]);
  });

  test('reads metrics that there are, by labels that they have', () => {
    for (const { metric, labels } of readExpression(expression).selectors) {
      const hasLabel = labelsOf(metric);
      expect(hasLabel, metric).toBeDefined();
      expect(
        labels.filter((label) => !hasLabel?.(label)),
        metric,
      ).toEqual([]);
    }
  });
});
