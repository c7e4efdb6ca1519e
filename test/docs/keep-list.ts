import { readFileSync } from 'node:fs';
import { allFamilies, collectors } from '../../src/catalogue.js';
import type { Family, FamilyTemplate } from '../../src/exposition/family.js';
import { alertingRules, recordingRules } from '../alerts/rule-files.js';
import { dashboardQueries } from '../dashboards/dashboard-files.js';
import { interpolate } from '../dashboards/interpolate.js';
import { readExpression } from '../promql/selectors.js';
import { goldenFile, recordedHosts } from '../support/recorded-host.js';
import { table } from './sections.js';

/** Which families somebody reads, and what is left of a scrape that keeps no more. */

const ofExpressions = (expressions: readonly string[]) =>
  expressions.flatMap((expression) => readExpression(expression).selectors.map(({ metric }) => metric));

const ofAlerts = [
  ...ofExpressions([...alertingRules, ...recordingRules].map(({ expr }) => expr)),
  // Texts ask for more: {{ query (printf "container_processes%s" $of) }}
  ...alertingRules.flatMap(({ annotations }) =>
    Object.values(annotations).flatMap((text) => [...text.matchAll(/\b([a-z]+_\w+)%s/g)].map(([, name = '']) => name)),
  ),
];
const ofDashboards = ofExpressions(
  dashboardQueries.map(({ expr }) => interpolate(expr, { rateInterval: '1m', range: '1h' })),
);

const isOf = (family: Family | FamilyTemplate, name: string) =>
  'template' in family
    ? new RegExp(`^${family.template.replace('{field}', '\\w+')}$`).test(name)
    : family.name === name;

/** Those that are metrics of this exporter, sorted. */
const kept = (names: readonly string[]) =>
  [...new Set(names)].filter((name) => allFamilies().some((family) => isOf(family, name))).sort();

interface KeepList {
  readonly families: readonly string[];
  /** Names of the collectors that have them. */
  readonly collectors: readonly string[];
}

function keepList(names: readonly string[]): KeepList {
  const families = kept(names);
  const needed = collectors.filter((one) => one.families.some((family) => families.some((name) => isOf(family, name))));
  return { families, collectors: needed.map(({ name }) => name) };
}

export const forAlerts = keepList(ofAlerts);
export const forAll = keepList([...ofAlerts, ...ofDashboards]);

/** A scrape configuration's part that keeps them, and what else Prometheus needs to be told. */
export const keepRule = ({ families }: KeepList): string =>
  `    metric_relabel_configs:
      - source_labels: [__name__]
        regex: ${families.join('|')}
        action: keep`;

export const collectorFlags = ({ collectors: names }: KeepList): string =>
  `    --collector.disable-defaults ${names.map((name) => `--collector.${name}`).join(' ')}`;

/** Samples and bytes of one container of the recorded host, by what is kept. */
export function sizes(): string {
  const host = recordedHosts.find(({ name }) => name === 'v2-systemd');
  if (!host) throw new Error('no recorded host');
  const optional = new Set(
    collectors.filter(({ enabledByDefault }) => !enabledByDefault).flatMap(({ families }) => families),
  );
  const lines = readFileSync(goldenFile(host, 'text'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('name="demo"'))
    .map((line) => line.replace(' <varies>', ' 1795230400.123'));
  const nameOf = (line: string) => line.split('{', 1)[0] ?? '';
  const byDefault = lines.filter((line) => ![...optional].some((family) => isOf(family, nameOf(line))));
  const row = (what: string, some: readonly string[]) => [
    what,
    String(some.length),
    String(some.reduce((sum, line) => sum + line.length + 1, 0)),
  ];
  const only = ({ families }: KeepList) => byDefault.filter((line) => families.includes(nameOf(line)));
  return table(
    ['What is kept', 'Samples', 'Bytes'],
    [
      row('all of the default collectors', byDefault),
      row('what alerts and dashboards read', only(forAll)),
      row('what alerts read', only(forAlerts)),
    ],
  );
}
