import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  type Panel,
  RowBuilder,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { linksToOthers, tag } from './links.js';

export interface Frame {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly Builder<VariableModel>[];
  readonly annotations: readonly AnnotationQueryBuilder[];
  readonly rows: Readonly<Record<string, readonly Builder<Panel>[]>>;
}

/** A dashboard: what all have in common, around what this one shows. */
export function frame({ uid, title, description, variables, annotations, rows }: Frame): Dashboard {
  const builder = new DashboardBuilder(`Container exporter / ${title}`)
    .uid(uid)
    .description(description)
    .tags([tag])
    .readonly()
    .time({ from: 'now-3h', to: 'now' })
    .refresh('1m')
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .variables([...variables])
    .annotations([...annotations])
    .link(linksToOthers());
  for (const [name, panels] of Object.entries(rows)) {
    builder.withRow(new RowBuilder(name));
    for (const panel of panels) builder.withPanel(panel);
  }
  const dashboard = builder.build();
  dashboard.panels?.forEach((panel, i) => {
    panel.id = i + 1;
  });
  return dashboard;
}
