import { latest } from '../container-expressions.js';
import { ofContainer, oneContainer } from '../selectors.js';
import { trend } from '../trend.js';
import { units } from '../units.js';
import { worstFirst } from '../worst-first.js';

const logs = latest('container_log_bytes');
const layers = latest('container_fs_writable_layer_bytes');
const growth = (metric: string) => `sum by (${oneContainer}) (deriv(${metric}{${ofContainer}}[$__range])) > 0`;

export const containerPanels = () => [
  worstFirst({
    title: 'Largest logs',
    description:
      'Log files with their rotated ones, stopped containers too. Without max-size they grow for ever. Click one for all about it.',
    unit: units.bytes,
    expr: logs,
    legend: '{{name}} on {{instance}}',
    ofContainers: true,
    none: 'no log files seen',
    span: 6,
  }),
  worstFirst({
    title: 'Fastest growing logs',
    description: 'Growth in the time range, on average. A log that rotates seems to shrink now and then.',
    unit: units.bytesPerSecond,
    expr: growth('container_log_bytes'),
    legend: '{{name}} on {{instance}}',
    ofContainers: true,
    span: 6,
  }),
  worstFirst({
    title: 'Largest writable layers',
    description:
      'What containers wrote to their own file systems. It is lost with the container: data that matters belongs in a volume.',
    unit: units.bytes,
    expr: layers,
    legend: '{{name}} on {{instance}}',
    ofContainers: true,
    span: 6,
  }),
  worstFirst({
    title: 'Fastest growing writable layers',
    description: 'Growth in the time range, on average: temporary files or data that belongs in a volume.',
    unit: units.bytesPerSecond,
    expr: growth('container_fs_writable_layer_bytes'),
    legend: '{{name}} on {{instance}}',
    ofContainers: true,
    span: 6,
  }),
  trend({
    title: 'Logs over time',
    description: 'The ten largest at each time.',
    unit: units.bytes,
    lines: [{ expr: `topk(10, ${logs})`, legend: '{{name}}, {{instance}}' }],
  }),
  trend({
    title: 'Writable layers over time',
    description: 'The ten largest at each time.',
    unit: units.bytes,
    lines: [{ expr: `topk(10, ${layers})`, legend: '{{name}}, {{instance}}' }],
  }),
];
