import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { chosenPrometheus } from './datasource.js';
import { now } from './queries.js';
import { colouredByThreshold, plain, type Thresholds, thresholdsConfig } from './thresholds.js';
import type { Unit } from './units.js';

export interface Figure {
  readonly title: string;
  /** What it shows and how to read it. */
  readonly description: string;
  readonly unit: Unit;
  readonly expr: string;
  readonly legend?: string;
  /** Shows the legend instead of the value, for what a label tells. */
  readonly words?: boolean;
  readonly thresholds?: Thresholds;
  readonly mappings?: readonly ValueMapping[];
  /** Shown where there is no value: it is not known, or there is no such thing. */
  readonly none?: string;
  readonly span?: number;
}

/** One number, large. */
export function figure(options: Figure): PanelBuilder {
  const {
    title,
    description,
    unit,
    expr,
    legend = title,
    words = false,
    thresholds = plain,
    none = 'unknown',
  } = options;
  return new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(chosenPrometheus)
    .span(options.span ?? 3)
    .height(4)
    .unit(unit)
    .noValue(none)
    .thresholds(thresholdsConfig(thresholds))
    .colorScheme(colouredByThreshold())
    .mappings([...(options.mappings ?? [])])
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .textMode(words ? BigValueTextMode.Name : BigValueTextMode.Auto)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields(''))
    .withTarget(now(0, expr, legend));
}
