import { PanelBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BarGaugeValueMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import { chosenPrometheus } from './datasource.js';
import { linkToContainer } from './links.js';
import { now } from './queries.js';
import { colouredByThreshold, plain, type Thresholds, thresholdsConfig } from './thresholds.js';
import type { Unit } from './units.js';

export interface WorstFirst {
  readonly title: string;
  /** What it shows and how to read it. */
  readonly description: string;
  readonly unit: Unit;
  readonly expr: string;
  readonly legend: string;
  readonly thresholds?: Thresholds;
  /** The full bar. Without it the worst has it. */
  readonly max?: number;
  /** The less the worse. */
  readonly leastFirst?: boolean;
  /** Whether the bars are containers, so that they lead to them. */
  readonly ofContainers?: boolean;
  readonly none?: string;
  readonly span?: number;
}

/** Bars of the ten worst, the worst on top. */
export function worstFirst(options: WorstFirst): PanelBuilder {
  const { title, description, unit, expr, legend, thresholds = plain, none = 'none seen' } = options;
  const sorted = options.leastFirst ? `sort(bottomk(10, ${expr}))` : `sort_desc(topk(10, ${expr}))`;
  const panel = new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(chosenPrometheus)
    .span(options.span ?? 8)
    .height(8)
    .unit(unit)
    .min(0)
    .noValue(none)
    .thresholds(thresholdsConfig(thresholds))
    .colorScheme(colouredByThreshold())
    .displayMode(BarGaugeDisplayMode.Basic)
    .valueMode(BarGaugeValueMode.Color)
    .orientation(VizOrientation.Horizontal)
    .showUnfilled(true)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields(''))
    .withTarget(now(0, sorted, legend));
  if (options.max !== undefined) panel.max(options.max);
  if (options.ofContainers) panel.dataLinks([linkToContainer('__field.labels.name', '__field.labels.instance')]);
  return panel;
}
