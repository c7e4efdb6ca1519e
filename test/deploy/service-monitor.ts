import type { LabelSelector, ObjectMeta } from 'kubernetes-types/meta/v1.js';

/** The part that is used of prometheus-operator's monitoring.coreos.com/v1, from its API reference. */
export interface ServiceMonitor {
  readonly apiVersion: 'monitoring.coreos.com/v1';
  readonly kind: 'ServiceMonitor';
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly jobLabel?: string;
    readonly selector: LabelSelector;
    readonly endpoints: readonly {
      /** The name of a port of the Service. */
      readonly port: string;
      readonly interval?: string;
      readonly scrapeTimeout?: string;
      readonly relabelings?: readonly { readonly sourceLabels: readonly string[]; readonly targetLabel: string }[];
    }[];
  };
}
