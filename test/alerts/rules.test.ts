import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readExpression } from '../promql/selectors.js';
import { typeErrors } from '../promql/type-errors.js';
import { labelsOf } from './labels-of.js';
import { alertingRules, alertNames, expectations, inhibitRules, recordingRules } from './rule-files.js';

/** What people were promised to be told of. */
const promised = [
  'ContainerCPUThrottlingHigh',
  'ContainerCPUNearLimit',
  'ContainerMemoryNearLimit',
  'ContainerOOMRisk',
  'ContainerProcessOOMKilled',
  'ContainerOOMKilled',
  'ContainerRestarting',
  'ContainerCrashed',
  'ContainerNotStarted',
  'ContainerVanished',
  'ContainerUnhealthy',
  'ContainerPidsNearLimit',
  'ContainerPidsLimitHit',
  'ContainerZombies',
  'ContainerFileDescriptorsNearLimit',
  'ContainerMemoryPressure',
  'ContainerIOPressure',
  'ContainerCPUPressure',
  'ContainerNetworkErrors',
  'ContainerLogGrowing',
  'DockerVolumeFillingDisk',
  'ContainerLogFillingDisk',
  'ContainerLayerFillingDisk',
  'DockerFilesystemAlmostFull',
  'DockerFilesystemFillingUp',
  'DockerInodesLow',
  'DockerReclaimableHigh',
  'DockerDown',
  'HostOOMKill',
  'HostEphemeralPortsNearLimit',
  'HostConntrackNearLimit',
  'HostEntropyLow',
  'HostPressureCPU',
  'HostPressureMemory',
  'HostPressureIO',
  'ContainerExporterDown',
  'ContainerExporterCollectorFailed',
];

const root = join(import.meta.dirname, '../..');

test('there is an alert for everything that was promised', () => {
  expect(alertNames).toEqual(expect.arrayContaining(promised));
});

describe.each(alertingRules.map((rule) => ({ ...rule, name: `${rule.alert} (${rule.labels.severity})` })))(
  '$name',
  ({ alert, labels, annotations }) => {
    test('says how bad, what, how much and where to read on', () => {
      const ofContainer = /^Container(?!Exporter)/.test(alert);
      expect(Object.keys(labels)).toEqual(ofContainer ? ['severity', 'compose_project'] : ['severity']);
      expect(['info', 'warning', 'critical']).toContain(labels.severity);
      expect(Object.keys(annotations)).toEqual(['summary', 'description', 'runbook_url', 'dashboard']);
      expect(annotations.summary).toContain('{{ $labels.instance }}');
      expect(annotations.description).toContain('{{ $labels.instance }}');
      if (ofContainer) expect(annotations.summary).toContain('{{ $labels.name }}');
    });

    test('has a heading in a runbook', () => {
      const [path = '', anchor] = annotations.runbook_url?.split('#') ?? [];
      expect(anchor).toBe(alert.toLowerCase());
      expect(readFileSync(join(root, path), 'utf8').split('\n')).toContain(`## ${alert}`);
    });

    test('leads to a dashboard that is there, with variables that it has', () => {
      const [, uid = '', query = ''] =
        /^\/d\/container-exporter-(\w+)\/\?(.*)$/.exec(annotations.dashboard ?? '') ?? [];
      const dashboard: Dashboard = JSON.parse(readFileSync(join(root, 'dashboards', `${uid}.json`), 'utf8'));
      expect(dashboard.uid).toBe(`container-exporter-${uid}`);
      const given = [...query.matchAll(/var-(\w+)=\{\{ \$labels\.\w+ \| urlquery \}\}/g)].map(([, name]) => name);
      expect(given).toEqual(expect.arrayContaining(['job', 'instance']));
      expect(dashboard.templating.list.map(({ name }) => name)).toEqual(expect.arrayContaining(given));
    });

    test('has promtool tests in which it fires, and in which it does not', () => {
      const own = expectations.filter(({ alertname }) => alertname === alert);
      const severities = own.flatMap(({ firing }) => firing.map(({ exp_labels }) => exp_labels.severity));
      expect(severities).toContain(labels.severity);
      expect(own.filter(({ firing }) => firing.length === 0)).not.toEqual([]);
    });
  },
);

interface Dashboard {
  readonly uid: string;
  readonly templating: { readonly list: readonly { readonly name: string }[] };
}

test('alerts of one name differ in severity', () => {
  const names = alertingRules.map(({ alert, labels }) => `${alert} ${labels.severity}`);
  expect(new Set(names).size).toBe(names.length);
});

test('recorded names say level, metric and operations', () => {
  for (const { record } of recordingRules) {
    expect(record).toMatch(/^(container|volume|parent|instance|cluster):[a-z_]+:[a-z]+(_[a-z]+\d+[a-z]|\d+[a-z])?$/);
  }
});

const all = [
  ...recordingRules.map(({ record, labels, expr }, i) => ({ name: `${i} ${record} ${labels?.resource ?? ''}`, expr })),
  ...alertingRules.map(({ alert, labels, expr }) => ({ name: `${alert} ${labels.severity}`, expr })),
];

describe.each(all)('the expression of $name', ({ expr }) => {
  const { selectors, grouped, relabelled } = readExpression(expr);

  test('is PromQL without type errors', () => {
    expect(typeErrors(expr)).toEqual([]);
  });

  test('reads metrics that there are, by labels that they have', () => {
    for (const { metric, labels } of selectors) {
      const hasLabel = labelsOf(metric);
      expect(hasLabel, metric).toBeDefined();
      expect(
        labels.filter((label) => !hasLabel?.(label)),
        metric,
      ).toEqual([]);
    }
  });

  test('groups and joins by labels that some of its series have', () => {
    const has = (label: string) =>
      relabelled.to.includes(label) || selectors.some(({ metric }) => labelsOf(metric)?.(label));
    expect([...grouped, ...relabelled.from].filter((label) => !has(label))).toEqual([]);
  });
});

test('the checks see what is wrong', () => {
  expect(labelsOf('container:no_such:thing')).toBeUndefined();
  expect(labelsOf('container:oom_suspected:count15m')?.('fate')).toBe(true);
  expect(labelsOf('container:oom_suspected:count15m')?.('protocol')).toBe(false);
});

describe('inhibition', () => {
  const matched = (matchers: readonly string[]) =>
    alertNames.filter((name) =>
      matchers.every((matcher) => {
        const [, label, operator, value = ''] = /^(\w+) (=|!=|=~) "(.*)"$/.exec(matcher) ?? [];
        if (label !== 'alertname') return true;
        if (operator === '=~') return new RegExp(`^(?:${value})$`).test(name);
        return (name === value) === (operator === '=');
      }),
    );

  test.each(inhibitRules.map((rule) => ({ ...rule, name: rule.source_matchers.join() })))(
    'by $name is of alerts that there are, on one host, and not of itself',
    ({ source_matchers, target_matchers, equal }) => {
      const sources = matched(source_matchers);
      const targets = matched(target_matchers);
      expect(sources).toHaveLength(1);
      expect(targets).not.toEqual([]);
      expect(targets).not.toContain(sources[0]);
      expect(equal).toEqual(expect.arrayContaining(['job', 'instance']));
      // A pattern that names alerts names only such as there are.
      const named = target_matchers.flatMap((matcher) => matcher.match(/\b(?:Container|Docker|Host)[A-Z]\w+/g) ?? []);
      expect(named.filter((name) => !alertNames.includes(name))).toEqual([]);
    },
  );
});
