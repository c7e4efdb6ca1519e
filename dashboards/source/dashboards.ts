import { type Dashboard, DashboardLinkPlacement } from '@grafana/grafana-foundation-sdk/dashboard';
import { container } from './container.js';
import { disk } from './disk.js';
import { exporter } from './exporter.js';
import { fleet } from './fleet.js';
import { host } from './host.js';
import { overview } from './overview.js';

/** All dashboards, by the names of their files without `.json`. */
export const buildDashboards = (): Readonly<Record<string, Dashboard>> => ({
  overview: overview(),
  container: container(),
  host: host(),
  disk: disk(),
  exporter: exporter(),
  fleet: fleet(),
});

/** A dashboard as it is in its file, and as Grafana imports it. */
export const render = (dashboard: Dashboard): string => `${JSON.stringify(dashboard, visible, 2)}\n`;

/** The SDK's builders hide all links and annotations in a menu of Grafana 12, with no way to say otherwise. */
const visible = (key: string, value: unknown) =>
  key === 'placement' && value === DashboardLinkPlacement.InControlsMenu ? undefined : value;
