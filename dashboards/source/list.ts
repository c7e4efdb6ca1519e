import {
  TableCellDisplayMode,
  type TableColorTextCellOptions,
  TableSortByFieldStateBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { DynamicConfigValue, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { chosenPrometheus } from './datasource.js';
import { linkToContainer } from './links.js';
import { refId, rows } from './queries.js';
import { type Thresholds, thresholdsConfig } from './thresholds.js';
import { type Unit, units } from './units.js';

/** A column that has a query of its own. */
export interface Column {
  readonly name: string;
  readonly expr: string;
  readonly unit: Unit;
  readonly thresholds?: Thresholds;
  /** Only labels of the query are of interest: its value is not shown. */
  readonly labelsOnly?: boolean;
}

export interface List {
  readonly title: string;
  /** What it shows and how to read it. */
  readonly description: string;
  /** Rows are the label sets that the queries have in common. */
  readonly columns: readonly Column[];
  /** Labels that are columns, and what they are called. The others are left out. */
  readonly labels: Readonly<Record<string, string>>;
  readonly hiddenLabels?: readonly string[];
  readonly mappings?: Readonly<Record<string, ValueMapping>>;
  readonly sortBy: string;
  readonly leastFirst?: boolean;
  readonly ofContainers?: boolean;
  readonly span?: number;
  readonly height?: number;
}

/** A table of what is so now, the worst first. */
export function list(options: List): PanelBuilder {
  const { title, description, columns, labels, hiddenLabels = [], sortBy } = options;
  const valueField = (index: number) => (columns.length === 1 ? 'Value' : `Value #${refId(index)}`);
  const hidden = ['Time', ...hiddenLabels, ...columns.flatMap((c, i) => (c.labelsOnly ? [valueField(i)] : []))];
  const names = [...Object.keys(labels), ...columns.map((_, i) => valueField(i))];
  const panel = new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(chosenPrometheus)
    .span(options.span ?? 24)
    .height(options.height ?? 10)
    .unit(units.count)
    .sortBy([new TableSortByFieldStateBuilder().displayName(sortBy).desc(!options.leastFirst)])
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: Object.fromEntries(hidden.map((name) => [name, true])),
        indexByName: Object.fromEntries(names.map((name, i) => [name, i])),
        renameByName: { ...labels, ...Object.fromEntries(columns.map((c, i) => [valueField(i), c.name])) },
      },
    });
  columns.forEach((column, i) => {
    panel.withTarget(rows(i, column.expr));
    if (!column.labelsOnly) panel.overrideByName(column.name, drawn(column));
  });
  for (const [name, mapping] of Object.entries(options.mappings ?? {})) {
    panel.overrideByName(name, [{ id: 'mappings', value: [mapping] }, colouredText]);
  }
  if (options.ofContainers) {
    const link = linkToContainer('__data.fields.Container', '__data.fields.Instance').build();
    panel.overrideByName('Container', [{ id: 'links', value: [link] }]);
  }
  return panel;
}

const cell: TableColorTextCellOptions = { type: TableCellDisplayMode.ColorText };
const colouredText: DynamicConfigValue = { id: 'custom.cellOptions', value: cell };

function drawn({ unit, thresholds }: Column): DynamicConfigValue[] {
  const properties: DynamicConfigValue[] = [{ id: 'unit', value: unit }];
  if (thresholds) properties.push({ id: 'thresholds', value: thresholdsConfig(thresholds).build() }, colouredText);
  return properties;
}
