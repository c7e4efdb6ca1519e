import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';

/** The Prometheus that is chosen at the top of the dashboard. */
export const chosenPrometheus: DataSourceRef = { type: 'prometheus', uid: '$' + '{datasource}' };
