import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** The rule files, Alertmanager's example and the tests for promtool, read. */

export const alertsDirectory = join(import.meta.dirname, '../../alerts');
const promtoolDirectory = join(import.meta.dirname, 'promtool');

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly (RecordingRule | AlertingRule)[] }[];
}

interface PromtoolFile {
  readonly tests: readonly {
    readonly name: string;
    readonly alert_rule_test?: readonly {
      readonly alertname: string;
      readonly exp_alerts?: readonly { readonly exp_labels: Readonly<Record<string, string>> }[];
    }[];
  }[];
}

interface AlertmanagerFile {
  readonly inhibit_rules: readonly {
    readonly source_matchers: readonly string[];
    readonly target_matchers: readonly string[];
    readonly equal: readonly string[];
  }[];
}

export const alertmanagerExample = join(import.meta.dirname, '../../deploy/alertmanager/alertmanager.yml');

export const ruleFiles = readdirSync(alertsDirectory).map((name) => join(alertsDirectory, name));

export const promtoolFiles = readdirSync(promtoolDirectory).map((name) => join(promtoolDirectory, name));

const rules = ruleFiles.flatMap((path) => read<RuleFile>(path).groups.flatMap((group) => group.rules));

export const recordingRules = rules.filter((rule): rule is RecordingRule => 'record' in rule);

export const alertingRules = rules.filter((rule): rule is AlertingRule => 'alert' in rule);

export const alertNames = [...new Set(alertingRules.map(({ alert }) => alert))];

/** What promtool's tests expect of each alert, in each moment they look at: how many of it fire. */
export const expectations = promtoolFiles.flatMap((path) =>
  read<PromtoolFile>(path).tests.flatMap((test) =>
    (test.alert_rule_test ?? []).map(({ alertname, exp_alerts }) => ({ alertname, firing: exp_alerts ?? [] })),
  ),
);

export const inhibitRules = read<AlertmanagerFile>(alertmanagerExample).inhibit_rules;

function read<T>(path: string): T {
  return parse(readFileSync(path, 'utf8'));
}
