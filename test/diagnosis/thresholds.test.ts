import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { checks } from '../../src/diagnosis/diagnose.js';
import { explanations } from '../../src/diagnosis/explained.js';
import { compareLooks } from '../../src/diagnosis/sight.js';
import { thresholds } from '../../src/diagnosis/thresholds.js';
import { alertingRules, alertNames, inhibitRules, ruleFiles } from '../alerts/rule-files.js';
import { lookAtMade, type MadeHost, valueAgo } from './made-host.js';
import { factorsOfGauges, factorsOfRates, gaugesAround, judgedAt, ratesAround } from './threshold-cases.js';

/** These look back further than two looks do, or at what no exposition shows: the findings are judged by tests of their own. */
const findingsByOtherMeans: Readonly<Record<string, string>> = {
  ContainerOOMRisk: 'the rule extrapolates 30 minutes, the finding the growth between two looks',
  ContainerRestarting: 'the rule counts restarts in 15 minutes, the finding those of a young container',
  ContainerCrashed: 'the rule looks for who ran before, the finding at the exit code alone',
  ContainerNotStarted: 'the rule waits for 10 minutes and looks a day back, the finding at the creation time',
  ContainerLogGrowing: 'the rule sees an hour of growth, the finding that between two looks',
  HostOOMKill: 'the rule subtracts 15 minutes of kills in containers',
};
/** No two looks show these. */
const withoutFinding: Readonly<Record<string, string>> = {
  ContainerVanished: 'who was there for an hour and is gone: only a history names it',
  DockerFilesystemFillingUp: 'extrapolates 6 hours: what two looks see is noise',
  DockerVolumeFillingDisk: 'growth over hours, as docker system df is asked every few minutes at most',
  ContainerLogFillingDisk: 'growth over hours; at once ContainerLogGrowing says it',
  ContainerLayerFillingDisk: 'growth over hours, as docker system df is asked every few minutes at most',
  ContainerExporterDown: 'there is nothing to look at',
};
const needHistory = Object.keys({ ...findingsByOtherMeans, ...withoutFinding });

/** What the exporter cannot see is trouble for who is on call, and something not checked for who looks. */
const severityOfFinding: Readonly<Record<string, string>> = {
  ContainerExporterCollectorFailed: 'unknown',
  ContainerExporterDiscoveryFailed: 'unknown',
  ContainerExporterKubeletFailed: 'unknown',
};

const hosts: readonly MadeHost[] = [
  ...ratesAround.flatMap((around) => factorsOfRates.map(around)),
  ...gaugesAround.flatMap((around) => factorsOfGauges.map(around)),
];
const instance = (index: number) => `host${index}`;

/** How often each host's containers, and the host itself (''), have a finding. */
function found(id: string, severity: string) {
  const check = checks.find((candidate) => candidate.id === id);
  if (!check) throw new Error(`no check is called ${id}`);
  return hosts.flatMap((host, index) => {
    const sight = compareLooks(lookAtMade(host, { at: judgedAt }), lookAtMade(host, { at: judgedAt, secondsAgo: 300 }));
    const ids = check.find(sight).flatMap((one) => (one.severity === severity ? [one.container?.id ?? ''] : []));
    return [...new Set(ids)].map((of) => ({ index, of, count: ids.filter((other) => other === of).length }));
  });
}

const rules = alertingRules.filter(({ alert }) => !needHistory.includes(alert));

/** Prometheus' own evaluation of each rule's expression, on the series that the findings were made of. */
const promtoolFile = {
  rule_files: ruleFiles,
  evaluation_interval: '1m',
  tests: [
    {
      interval: '1m',
      input_series: hosts.flatMap((host, index) =>
        Object.entries(host).map(([series, figure]) => {
          const labels = `job="x",instance="${instance(index)}"`;
          const step = typeof figure === 'number' ? 0 : figure.perSecond * 60;
          return {
            series: series.includes('{') ? series.replace('{', `{${labels},`) : `${series}{${labels}}`,
            values: `${valueAgo(figure, judgedAt)}+${step}x30`,
          };
        }),
      ),
      promql_expr_test: rules.map(({ alert, expr, labels }) => ({
        expr: `count by (instance, id) (${expr})`,
        eval_time: `${judgedAt / 60}m`,
        exp_samples: found(alert, severityOfFinding[alert] ?? labels.severity ?? '').map(({ index, of, count }) => ({
          labels: `{instance="${instance(index)}"${of && `,id="${of}"`}}`,
          value: count,
        })),
      })),
    },
  ],
};

test('every rule that needs no history holds where its finding does, and only there', { timeout: 300_000 }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'doctor-rules-'));
  const path = join(directory, 'findings.yml');
  writeFileSync(path, stringify(promtoolFile, { aliasDuplicateObjects: false }));
  try {
    expect(execFileSync('promtool', ['test', 'rules', path], { encoding: 'utf8' })).toContain('SUCCESS');
  } finally {
    rmSync(directory, { recursive: true });
  }
});

describe.each(rules.map(({ alert, labels }) => [alert, labels.severity ?? ''] as const))(
  '%s (%s)',
  (alert, severity) => {
    test('is tried where it holds and where it does not', () => {
      const where = found(alert, severityOfFinding[alert] ?? severity);
      expect(where.length).toBeGreaterThan(0);
      expect(where.length).toBeLessThan(hosts.length);
    });
  },
);

test('what needs history has the numbers of its rule all the same', () => {
  const rule = (name: string) => alertingRules.find(({ alert }) => alert === name)?.expr;
  const { restarts, crashedWithin, notStarted, logGrowing, oomRisk } = thresholds;
  expect(rule('ContainerRestarting')).toContain(`[${restarts.within / 60}m]) > ${restarts.count}\n`);
  expect(rule('ContainerCrashed')).toContain(`_timestamp_seconds < ${crashedWithin / 86_400} * 86400)`);
  expect(rule('ContainerNotStarted')).toContain(`offset ${notStarted.within / 86_400}d`);
  expect(alertingRules.find(({ alert }) => alert === 'ContainerNotStarted')?.for).toBe(`${notStarted.after / 60}m`);
  expect(rule('ContainerLogGrowing')).toContain(`> ${logGrowing.rate}\n`);
  expect(rule('ContainerLogGrowing')).toContain(`> ${logGrowing.from / 2 ** 20} * 1024 * 1024\n`);
  expect(rule('ContainerOOMRisk')).toContain(`container:memory_unreclaimable:ratio > ${oomRisk.ofLimit}\n`);
  expect(rule('ContainerOOMRisk')).toContain(`[30m], ${oomRisk.within}) >`);
});

test('what has an alert has a finding, but for what only history or an absent exporter tells', () => {
  const ids = checks.map(({ id }) => id);
  expect(alertNames.filter((alert) => !ids.includes(alert)).sort()).toEqual(Object.keys(withoutFinding).sort());
});

test('one finding hides another as in the example for Alertmanager', () => {
  const inhibited = inhibitRules.flatMap(({ source_matchers, target_matchers }) => {
    const cause = /^alertname = "(\w+)"$/.exec(source_matchers[0] ?? '')?.[1] ?? '';
    const hidden = /^alertname =~? "([\w|]+)"$/.exec(target_matchers[0] ?? '')?.[1]?.split('|') ?? [];
    return hidden.map((id) => `${cause} > ${id}`);
  });
  // Where an exporter is down there is nothing to look at, and what fills a disk within hours has no finding.
  const expected = inhibited.filter((pair) => !/^(ContainerExporterDown|ContainerLogFillingDisk) /.test(pair));
  expect(expected.length).toBeGreaterThan(15);
  expect(explanations.flatMap(({ cause, hides }) => hides.map((id) => `${cause} > ${id}`)).sort()).toEqual(
    expected.sort(),
  );
});
