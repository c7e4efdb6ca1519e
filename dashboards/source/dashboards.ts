import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { container } from './container.js';
import { disk } from './disk.js';
import { exporter } from './exporter.js';
import { host } from './host.js';
import { overview } from './overview.js';

/** All dashboards, by the names of their files without `.json`. */
export const buildDashboards = (): Readonly<Record<string, Dashboard>> => ({
  overview: overview(),
  container: container(),
  host: host(),
  disk: disk(),
  exporter: exporter(),
});

/** A dashboard as it is in its file, and as Grafana imports it. */
export const render = (dashboard: Dashboard): string => `${JSON.stringify(dashboard, null, 2)}\n`;
