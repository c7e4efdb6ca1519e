import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { chosenPrometheus } from './datasource.js';

/** Queries of a panel are named A, B, C as Grafana's own editor does it: colours and columns refer to these names. */
export const refId = (index: number): string => String.fromCharCode('A'.charCodeAt(0) + index);

const query = (index: number, expr: string) =>
  new DataqueryBuilder().refId(refId(index)).datasource(chosenPrometheus).expr(expr);

/** Values over time. */
export const overTime = (index: number, expr: string, legend: string) =>
  query(index, expr).range().legendFormat(legend);

/** The values now. */
export const now = (index: number, expr: string, legend: string) => query(index, expr).instant().legendFormat(legend);

/** The values now as rows, with a column for each label. */
export const rows = (index: number, expr: string) => query(index, expr).instant().format(PromQueryFormat.Table);
