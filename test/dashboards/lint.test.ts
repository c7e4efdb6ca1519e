import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import * as sdkUnits from '@grafana/grafana-foundation-sdk/units';
import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, test } from 'vitest';
import { knownMetric } from '../promql/known-series.js';
import { readExpression } from '../promql/selectors.js';
import { type DashboardFile, dashboardFiles, targetsOf } from './dashboard-files.js';
import { interpolate } from './interpolate.js';

/** The rules of Grafana's dashboard-linter, by their names, and some of our own. */

const chosen = '$' + '{datasource}';

const variable = ({ templating }: Dashboard, name: string) => templating.list?.find((found) => found.name === name);

const promql = (expr: string) => interpolate(expr, { rateInterval: '59s', range: '57s' });

interface Ranged {
  readonly metric: string;
  /** The range, as `59s`; nothing for an instant selector. */
  readonly range: string | undefined;
  /** The function that it is given to. */
  readonly call: string | undefined;
}

/** How an expression takes its series: over which range, by which function. */
function rangesIn(expression: string): Ranged[] {
  const found: Ranged[] = [];
  const text = ({ from, to }: { from: number; to: number }) => expression.slice(from, to);
  parser.parse(expression).iterate({
    enter({ name, node }) {
      if (name !== 'VectorSelector') return;
      const metric = node.getChild('Identifier');
      const matrix = node.parent?.name === 'MatrixSelector' ? node.parent : null;
      const range = /\[(\w+)\]$/.exec(matrix ? text(matrix) : '')?.[1];
      const call = matrix?.parent?.parent?.getChild('FunctionIdentifier');
      found.push({ metric: metric ? text(metric) : '', range, call: call ? text(call) : undefined });
    },
  });
  return found;
}

const unitsOf = ({ fieldConfig }: Panel): unknown[] => [
  fieldConfig?.defaults.unit,
  ...(fieldConfig?.overrides ?? []).flatMap(({ properties }) =>
    properties.filter(({ id }) => id === 'unit').map(({ value }) => value as unknown),
  ),
];

const everyPanel = (file: DashboardFile, look: (panel: Panel) => unknown) =>
  file.panels.filter((panel) => look(panel) !== true).map(({ title }) => title);

const everyTarget = (file: DashboardFile, look: (expr: string) => unknown) =>
  file.panels.flatMap((panel) =>
    targetsOf(panel)
      .filter(({ expr }) => look(expr) !== true)
      .map(({ refId }) => `${panel.title} ${refId}`),
  );

describe.each(dashboardFiles)('$name', (file) => {
  const { name, dashboard, panels, text } = file;

  test('template-datasource-rule', () => {
    expect(variable(dashboard, 'datasource')).toMatchObject({
      type: 'datasource',
      query: 'prometheus',
      label: 'Data source',
    });
  });

  test.each([
    ['job', 'Job'],
    ['instance', 'Instance'],
  ])('template-%s-rule', (label, title) => {
    expect(variable(dashboard, label)).toMatchObject({
      type: 'query',
      label: title,
      datasource: { uid: chosen },
      multi: true,
      includeAll: true,
      allValue: '.+',
    });
  });

  test('template-label-promql-rule, with metrics and labels that there are', () => {
    for (const { type, query, definition } of dashboard.templating.list ?? []) {
      if (type !== 'query') continue;
      const asked = typeof query === 'object' ? query.query : query;
      expect(definition).toBe(asked);
      const [, series = '', label = ''] = /^label_values\((.*), (\w+)\)$/.exec(promql(asked)) ?? [];
      const [selector] = readExpression(series).selectors;
      const metric = knownMetric(selector?.metric ?? '');
      expect([...(selector?.labels ?? []), label].filter((each) => metric?.hasLabel(each) !== true)).toEqual([]);
    }
  });

  test('template-on-time-change-reload-rule', () => {
    for (const { type, refresh } of dashboard.templating.list ?? []) if (type === 'query') expect(refresh).toBe(2);
  });

  test('template-uneditable-rule', () => expect(dashboard.editable).toBe(false));

  test('panel-datasource-rule', () => {
    expect(everyPanel(file, ({ datasource }) => datasource?.uid === chosen)).toEqual([]);
    const others = [...text.matchAll(/"uid": "([^"]+)"/g)].map(([, uid]) => uid);
    expect(new Set(others)).toEqual(new Set([chosen, dashboard.uid]));
  });

  test('panel-title-description-rule', () => {
    expect(
      everyPanel(file, ({ title, description = '' }) => title !== undefined && /^.{20,}\.$/.test(description)),
    ).toEqual([]);
  });

  test('panel-units-rule', () => {
    const valid = new Set<unknown>(Object.values(sdkUnits));
    expect(everyPanel(file, (panel) => unitsOf(panel).every((unit) => valid.has(unit)))).toEqual([]);
  });

  test('panel-no-targets-rule', () => {
    expect(everyPanel(file, (panel) => targetsOf(panel).length > 0)).toEqual([]);
  });

  test('target-rate-interval-rule: rates over $__rate_interval, other functions over it or what is on display', () => {
    const wrong = everyTarget(file, (expr) =>
      rangesIn(promql(expr)).every(
        ({ range, call }) =>
          range === undefined || range === '59s' || (range === '57s' && call !== 'rate' && call !== 'irate'),
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('target-counter-agg-rule', () => {
    const wrong = everyTarget(file, (expr) =>
      rangesIn(promql(expr)).every(
        ({ metric, call }) => knownMetric(metric)?.type !== 'counter' || call === 'rate' || call === 'increase',
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('target-job-rule, target-instance-rule', () => {
    const wrong = everyTarget(file, (expr) => {
      const selectors = expr.match(/\w+\{[^}]*\}/g) ?? [];
      const all = rangesIn(promql(expr)).length;
      const right = selectors.filter((selector) => selector.includes('{job=~"$job", instance=~"$instance"'));
      return all > 0 && right.length === all;
    });
    expect(wrong).toEqual([]);
  });

  test('every variable is used, and every one in use is there', () => {
    const there = (dashboard.templating.list ?? []).map((each) => each.name);
    const panelsText = JSON.stringify([panels, dashboard.annotations]);
    const used = there.filter((each) => panelsText.includes(`$${each}`) || panelsText.includes(`$\{${each}`));
    expect(used).toEqual(there);
    const builtIn = new Set(['__rate_interval', '__range', '__field', '__data', '__url_time_range']);
    const names = [...panelsText.matchAll(/\$\{?(\w+)/g)].map(([, each = '']) => each);
    expect(names.filter((each) => !there.includes(each) && !builtIn.has(each))).toEqual([]);
  });

  test('ids and titles are of one panel each, and queries of one panel have names of their own', () => {
    const all = dashboard.panels ?? [];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    for (const panel of panels) {
      const names = targetsOf(panel).map(({ refId }) => refId);
      expect(new Set(names).size, panel.title).toBe(names.length);
    }
  });

  test('panels fill the width without lying over each other', () => {
    const taken = new Map<string, string>();
    for (const { gridPos, title = '' } of dashboard.panels ?? []) {
      const { x, y, w, h } = gridPos ?? { x: -1, y: -1, w: 0, h: 0 };
      expect(x >= 0 && x + w <= 24, title).toBe(true);
      for (let row = y; row < y + h; row++) {
        for (let column = x; column < x + w; column++) {
          expect(taken.get(`${row} ${column}`), title).toBeUndefined();
          taken.set(`${row} ${column}`, title);
        }
      }
    }
    expect(taken.size % 24).toBe(0);
  });

  test('the dashboards are linked to each other, keeping choices and time', () => {
    expect(dashboard.uid).toBe(`container-exporter-${name}`);
    expect(dashboard.tags).toEqual(['container-exporter']);
    expect(dashboard.links).toMatchObject([
      { type: 'dashboards', tags: ['container-exporter'], includeVars: true, keepTime: true },
    ]);
    expect(text).not.toContain('inControlsMenu');
  });

  test('links from panels lead to a dashboard that is there, with its variables', () => {
    for (const [, uid, parameters = ''] of text.matchAll(/"url": "\/d\/([\w-]+)\?([^"]*)"/g)) {
      const target = dashboardFiles.find((other) => other.dashboard.uid === uid);
      const given = [...parameters.matchAll(/var-(\w+)=|\{(\w+):queryparam\}/g)].map(([, a, b]) => a ?? b);
      expect(target?.dashboard.templating.list?.map((each) => each.name).sort()).toEqual(given.sort());
    }
  });

  test('Grafana 10 has all panel types', () => {
    const types = new Set(panels.map(({ type }) => type));
    expect([...types].filter((type) => !['timeseries', 'stat', 'bargauge', 'table'].includes(type))).toEqual([]);
  });
});

test('the dashboards that alerts lead to, and the one of a fleet, are there', () => {
  expect(dashboardFiles.map(({ name }) => name).sort()).toEqual([
    'container',
    'disk',
    'exporter',
    'fleet',
    'host',
    'overview',
  ]);
});

test('ranges and functions are seen', () => {
  expect(rangesIn('sum(rate(a{b="c"}[59s])) / d')).toEqual([
    { metric: 'a', range: '59s', call: 'rate' },
    { metric: 'd', range: undefined, call: undefined },
  ]);
});
