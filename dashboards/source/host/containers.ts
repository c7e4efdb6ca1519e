import { cpuUsed, memoryInUse, perSecond } from '../container-expressions.js';
import { units } from '../units.js';
import { worstFirst } from '../worst-first.js';

const reads = perSecond('container_fs_reads_bytes_total');
const writes = perSecond('container_fs_writes_bytes_total');

/** Who it is that uses the host. */
export const containerPanels = () => [
  worstFirst({
    title: 'Containers that use most CPU',
    description: 'CPUs in use. Click one for all about it.',
    unit: units.count,
    expr: cpuUsed,
    legend: '{{name}} on {{instance}}',
    ofContainers: true,
  }),
  worstFirst({
    title: 'Containers that use most memory',
    description: 'Working sets: memory in use less inactive page cache. Click one for all about it.',
    unit: units.bytes,
    expr: memoryInUse,
    legend: '{{name}} on {{instance}}',
    ofContainers: true,
  }),
  worstFirst({
    title: 'Containers that use most disk traffic',
    description: 'Bytes read and written together. Click one for all about it.',
    unit: units.bytesPerSecond,
    expr: `${reads} + ${writes}`,
    legend: '{{name}} on {{instance}}',
    ofContainers: true,
  }),
];
