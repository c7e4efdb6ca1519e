import { readdirSync, readFileSync } from 'node:fs';
import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';

/** The committed dashboards: what people import. */

const directory = new URL('../../dashboards/', import.meta.url);

export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly instant: boolean;
  readonly range: boolean;
  readonly legendFormat?: string;
  readonly format?: string;
  readonly datasource?: { readonly type?: string; readonly uid?: string };
}

export interface DashboardFile {
  readonly name: string;
  readonly text: string;
  readonly dashboard: Dashboard;
  /** Without the rows that they stand in. */
  readonly panels: readonly Panel[];
}

export const dashboardFiles: readonly DashboardFile[] = readdirSync(directory)
  .filter((file) => file.endsWith('.json'))
  .map((file) => {
    const text = readFileSync(new URL(file, directory), 'utf8');
    const dashboard = JSON.parse(text) as Dashboard;
    return { name: file.replace('.json', ''), text, dashboard, panels: (dashboard.panels ?? []).filter(isPanel) };
  });

function isPanel(panel: Panel | RowPanel): panel is Panel {
  return panel.type !== 'row';
}

/** The queries of a panel. All are Prometheus': the SDK's type says only that they are some data source's. */
export const targetsOf = (panel: Panel): readonly Target[] => (panel.targets ?? []) as readonly unknown[] as Target[];

export interface DashboardQuery {
  readonly dashboard: string;
  /** A panel's title, or an annotation's name. */
  readonly title: string;
  readonly refId: string;
  readonly expr: string;
  readonly instant: boolean;
  readonly legend: string;
  readonly of: 'panel' | 'annotation';
}

/** All queries of all panels and annotations. */
export const dashboardQueries: readonly DashboardQuery[] = dashboardFiles.flatMap(({ name, dashboard, panels }) => [
  ...panels.flatMap((panel) =>
    targetsOf(panel).map(({ refId, expr, instant, legendFormat = '' }) => ({
      dashboard: name,
      title: panel.title ?? '',
      refId,
      expr,
      instant,
      legend: legendFormat,
      of: 'panel' as const,
    })),
  ),
  ...(dashboard.annotations.list ?? []).map(({ name: title, expr = '', textFormat = '' }) => ({
    dashboard: name,
    title,
    refId: 'annotation',
    expr,
    instant: false,
    legend: textFormat,
    of: 'annotation' as const,
  })),
]);

/** `overview / Throttled / A`, for telling people which query it is. */
export const nameOfQuery = ({ dashboard, title, refId }: DashboardQuery): string =>
  `${dashboard} / ${title} / ${refId}`;
