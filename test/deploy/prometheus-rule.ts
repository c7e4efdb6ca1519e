import type { ObjectMeta } from 'kubernetes-types/meta/v1.js';

/** prometheus-operator's monitoring.coreos.com/v1, from its CRD (version 0.82). */
export interface PrometheusRule {
  readonly apiVersion: 'monitoring.coreos.com/v1';
  readonly kind: 'PrometheusRule';
  readonly metadata: ObjectMeta;
  readonly spec: { readonly groups?: readonly RuleGroup[] };
}

interface RuleGroup {
  readonly name: string;
  readonly interval?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly limit?: number;
  readonly query_offset?: string;
  readonly partial_response_strategy?: string;
  readonly rules?: readonly Rule[];
}

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string | number;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}
