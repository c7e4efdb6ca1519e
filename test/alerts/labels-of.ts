import { knownMetric } from '../promql/known-series.js';
import { readExpression } from '../promql/selectors.js';
import { type RecordingRule, recordingRules } from './rule-files.js';

/** Which labels series of a metric can have, recorded ones too; undefined for what there is not. */
export function labelsOf(metric: string): ((label: string) => boolean) | undefined {
  const rules = recordingRules.filter(({ record }) => record === metric);
  if (rules.length === 0) return knownMetric(metric)?.hasLabel;
  return (label) => rules.some((rule) => recordsLabel(rule, label));
}

function recordsLabel({ labels, expr }: RecordingRule, label: string): boolean {
  if (labels?.[label] !== undefined) return true;
  const { selectors, relabelled } = readExpression(expr);
  if (relabelled.to.includes(label)) return true;
  return selectors.some(({ metric }) => labelsOf(metric)?.(label));
}
