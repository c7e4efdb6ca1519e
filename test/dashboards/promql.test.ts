import { describe, expect, test } from 'vitest';
import { labelsOf } from '../alerts/labels-of.js';
import { knownMetric } from '../promql/known-series.js';
import { readExpression } from '../promql/selectors.js';
import { typeErrors } from '../promql/type-errors.js';
import { dashboardQueries, nameOfQuery } from './dashboard-files.js';
import { interpolate } from './interpolate.js';

const expressions = dashboardQueries.map((query) => ({
  ...query,
  name: nameOfQuery(query),
  promql: interpolate(query.expr, { rateInterval: '1m', range: '1h' }),
}));

describe.each(expressions)('$name', ({ promql, legend }) => {
  const { selectors, grouped, relabelled } = readExpression(promql);
  // Of the catalogue, or recorded.
  const metrics = selectors.map(({ metric }) => {
    const hasLabel = labelsOf(metric);
    return hasLabel && { hasLabel };
  });
  const exists = (label: string) =>
    relabelled.to.includes(label) || metrics.some((metric) => metric?.hasLabel(label) === true);

  test('is PromQL without type errors', () => {
    expect(typeErrors(promql)).toEqual([]);
  });

  test('reads only what there is', () => {
    expect(selectors.filter((_, i) => metrics[i] === undefined)).toEqual([]);
    for (const [i, { metric, labels }] of selectors.entries()) {
      expect(
        labels.filter((label) => metrics[i]?.hasLabel(label) !== true),
        metric,
      ).toEqual([]);
    }
  });

  test('groups by labels that there are, and names series by them', () => {
    expect(grouped.filter((label) => !exists(label))).toEqual([]);
    const shown = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
    expect(shown.filter((label) => !(grouped.length > 0 ? grouped.includes(label) : exists(label)))).toEqual([]);
  });
});

test('the checks see what is wrong', () => {
  expect(typeErrors('rate(up)')).not.toEqual([]);
  expect(typeErrors('sum by (job (up)')).not.toEqual([]);
  expect(typeErrors('rate(up[1m])')).toEqual([]);
  expect(knownMetric('container_no_such_thing')).toBeUndefined();
  expect(knownMetric('node_memory_MemTotal_bytes')?.hasLabel('name')).toBe(false);
  expect(knownMetric('container_cpu_usage_seconds_total')?.hasLabel('pod')).toBe(true);
  expect(knownMetric('docker_df_size_bytes')?.hasLabel('name')).toBe(false);
});
