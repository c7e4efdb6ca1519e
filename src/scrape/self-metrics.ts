import { readdirSync, statSync } from 'node:fs';
import { cpuUsage, version as nodeVersion } from 'node:process';
import type { Logger } from 'pino';
import { Counter, Gauge, type MetricObjectWithValues, type MetricValue, Registry } from 'prom-client';
import heapSize from 'prom-client/lib/metrics/heapSizeAndUsed.js';
import heapSpaces from 'prom-client/lib/metrics/heapSpacesSizeAndUsed.js';
import processMemory from 'prom-client/lib/metrics/osMemoryHeap.js';
import activeHandles from 'prom-client/lib/metrics/processHandles.js';
import maxFileDescriptors from 'prom-client/lib/metrics/processMaxFileDescriptors.js';
import activeResources from 'prom-client/lib/metrics/processResources.js';
import startTime from 'prom-client/lib/metrics/processStartTime.js';
import nodeVersionInfo from 'prom-client/lib/metrics/version.js';
import { counter, type Family, gauge, unknown } from '../exposition/family.js';
import { labels } from '../exposition/labels.js';
import type { Column } from '../exposition/samples.js';

export const buildInfo = gauge('container_exporter_build_info', 'The running version of the exporter; always 1.', [
  'version',
  'node_version',
]);

/** The exporter's own process_* and nodejs_* metrics. Nothing runs between scrapes: each value is read on request. */
export interface SelfMetrics {
  readonly families: readonly Family[];
  columns(): Promise<readonly Column[]>;
}

/** `container_exporter_build_info` for a version of the exporter. */
export function buildInfoColumn(version: string): Column {
  return {
    family: buildInfo,
    values: [1],
    identities: [undefined],
    labels: [labels({ version, node_version: nodeVersion })],
  };
}

export function createSelfMetrics(): SelfMetrics {
  const registry = new Registry();
  registerCpu(registry);
  registerOpenFiles(registry);
  for (const register of [
    startTime,
    processMemory,
    maxFileDescriptors,
    activeResources,
    activeHandles,
    heapSize,
    heapSpaces,
    nodeVersionInfo,
  ]) {
    register(registry);
  }
  const families = new Map(registry.getMetricsAsArray().map((metric) => [metric.name, familyOf(metric)]));
  return {
    families: [...families.values()],
    async columns() {
      const metrics = await registry.getMetricsAsJSON();
      return metrics.flatMap((metric) => {
        const family = families.get(metric.name);
        return family ? [columnOf(family, metric)] : [];
      });
    },
  };
}

/**
 * What a scrape reports about the exporter itself: its version and, unless turned off, its process. A failure costs
 * only these samples.
 */
export function createSelfReader(options: {
  readonly version: string;
  readonly processMetrics: boolean;
  readonly log: Logger;
}): () => Promise<readonly Column[]> {
  const metrics = options.processMetrics ? createSelfMetrics() : undefined;
  const build = buildInfoColumn(options.version);
  return async () => {
    const columns = await metrics?.columns().catch((error: unknown) => {
      options.log.error({ err: error }, "the exporter's own metrics cannot be read");
      return [];
    });
    return [build, ...(columns ?? [])];
  };
}

/** prom-client's own CPU counters start at registration; these start with the process, like the kernel's. */
function registerCpu(registry: Registry): void {
  const kinds = [
    { name: 'process_cpu_user_seconds_total', help: 'CPU time spent in user mode, in seconds.', parts: ['user'] },
    { name: 'process_cpu_system_seconds_total', help: 'CPU time spent in the kernel, in seconds.', parts: ['system'] },
    { name: 'process_cpu_seconds_total', help: 'CPU time spent, in seconds.', parts: ['user', 'system'] },
  ] as const;
  for (const { name, help, parts } of kinds) {
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        const usage = cpuUsage();
        this.reset();
        this.inc(parts.reduce((sum, part) => sum + usage[part], 0) / 1e6);
      },
    });
  }
}

/**
 * Since Linux 6.2 the size of the directory that lists the open files is their number. Listing them, as prom-client
 * does, takes as long as reading a third as many files.
 */
function registerOpenFiles(registry: Registry): void {
  const directory = '/proc/self/fd';
  new Gauge({
    name: 'process_open_fds',
    help: 'Number of open file descriptors.',
    registers: [registry],
    collect() {
      // Without the descriptor that the listing itself uses.
      this.set(statSync(directory).size || readdirSync(directory).length - 1);
    },
  });
}

function familyOf(metric: { name: string; help: string; type: unknown; labelNames?: readonly string[] }): Family {
  const make = metric.type === 'counter' ? counter : metric.type === 'gauge' ? gauge : unknown;
  return make(metric.name, metric.help, metric.labelNames ?? []);
}

function columnOf(family: Family, metric: MetricObjectWithValues<MetricValue<string>>): Column {
  return {
    family,
    values: metric.values.map(({ value }) => value),
    identities: metric.values.map(() => undefined),
    labels: metric.values.map((value) =>
      labels(Object.fromEntries(Object.entries(value.labels).map(([name, text]) => [name, String(text)]))),
    ),
  };
}
