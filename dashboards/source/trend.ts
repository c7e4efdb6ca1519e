import {
  GraphGradientMode,
  GraphTransform,
  LegendDisplayMode,
  LegendPlacement,
  type LineStyle,
  SortOrder,
  type StackingConfig,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type DynamicConfigValue,
  type FieldColor,
  FieldColorBuilder,
  FieldColorModeId,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Colour } from './colours.js';
import { colours } from './colours.js';
import { chosenPrometheus } from './datasource.js';
import { overTime, refId } from './queries.js';
import type { Unit } from './units.js';

/** A query of a trend. Without a colour its series get one each, the same on every panel for the same name. */
export interface Line {
  readonly expr: string;
  readonly legend: string;
  readonly colour?: Colour;
  /** A dashed line without an area: what cannot be exceeded, or is guaranteed. */
  readonly bound?: 'limit' | 'guaranteed';
  /** Drawn below zero, so that what comes in and what goes out can be told apart. */
  readonly below?: boolean;
}

export interface Trend {
  readonly title: string;
  /** What it shows and how to read it. */
  readonly description: string;
  readonly unit: Unit;
  readonly lines: readonly Line[];
  /** Of 24 columns. */
  readonly span?: number;
  /** Areas on top of each other, for parts of a whole. */
  readonly stacked?: boolean;
  /** The axis ends here even when nothing comes near. */
  readonly max?: number;
}

/** Figures over time. */
export function trend({ title, description, unit, lines, span = 12, stacked = false, max }: Trend): PanelBuilder {
  const panel = new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(chosenPrometheus)
    .span(span)
    .height(8)
    .unit(unit)
    .lineWidth(1)
    .fillOpacity(stacked ? 40 : 10)
    .gradientMode(GraphGradientMode.None)
    .showPoints(VisibilityMode.Never)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs([]),
    );
  if (!lines.some(({ below }) => below)) panel.min(0);
  if (max !== undefined) panel.max(max);
  if (stacked) panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
  lines.forEach((line, i) => {
    panel.withTarget(overTime(i, line.expr, line.legend));
    const properties = drawn(line);
    if (properties.length > 0) panel.overrideByQuery(refId(i), properties);
  });
  return panel;
}

function drawn({ colour, bound, below }: Line): DynamicConfigValue[] {
  const properties: DynamicConfigValue[] = [];
  const fixed = bound ? colours[bound] : colour;
  if (fixed) {
    const value: FieldColor = { mode: FieldColorModeId.Fixed, fixedColor: fixed };
    properties.push({ id: 'color', value });
  }
  if (bound) properties.push(...asBound);
  if (below) properties.push({ id: 'custom.transform', value: GraphTransform.NegativeY });
  return properties;
}

const dashed: LineStyle = { fill: 'dash', dash: [10, 10] };
const apart: StackingConfig = { mode: StackingMode.None, group: 'A' };

/** A dashed line without an area, which is no part of a stack. */
const asBound: readonly DynamicConfigValue[] = [
  { id: 'custom.lineStyle', value: dashed },
  { id: 'custom.fillOpacity', value: 0 },
  { id: 'custom.stacking', value: apart },
];
