import { type Config, cpuUsageChoices, networkSharedChoices } from '../config.js';
import { resolveDockerHosts } from '../discovery/docker/address.js';
import { defaultContainerLabels } from '../discovery/identity.js';
import { logFormats, logLevels } from '../log.js';
import type { CollectorFlags } from './flags.js';
import { enabledCollectors } from './flags.js';
import { type Given, UsageError } from './given.js';
import { readKubeletConfig } from './kubelet-config.js';
import { findPaths, type PathProbe } from './paths.js';
import {
  parseChoice,
  parseCount,
  parseDuration,
  parseFolder,
  parseLabelPrefix,
  parseListenAddress,
  parsePath,
  parsePattern,
  parseRuntimeHost,
  parseTelemetryPath,
  parseWebUrl,
} from './values.js';

export interface ExporterConfigInput {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly probe: PathProbe;
  readonly collectors: CollectorFlags;
}

/**
 * The configuration of the exporter's commands.
 *
 * @throws UsageError, DockerHostError for what the user got wrong, PathError for a path that cannot be used
 */
export function makeConfig(given: Given, input: ExporterConfigInput): Config {
  const listenAddresses = given.many('web.listen-address', parseListenAddress) ?? [parseListenAddress(':10882')];
  if (listenAddresses.length === 0) throw new UsageError('--web.listen-address: the value is empty');
  return Object.freeze({
    web: Object.freeze({
      listenAddresses,
      telemetryPath: given.one('web.telemetry-path', parseTelemetryPath) ?? '/metrics',
      maxRequests: given.one('web.max-requests', parseCount) ?? 16,
      exporterMetrics: !(given.toggle('web.disable-exporter-metrics') ?? false),
      serviceDiscovery: !(given.toggle('web.disable-sd') ?? false),
      page: !(given.toggle('web.disable-page') ?? false),
      grafanaUrl: given.one('web.grafana-url', parseWebUrl),
      configFile: given.one('web.config.file', (path) => path) || undefined,
    }),
    serviceDiscovery: readServiceDiscovery(given),
    path: findPaths(given, input.probe),
    docker: Object.freeze({
      hosts: resolveDockerHosts(given.many('docker.host', parseRuntimeHost), input.env.DOCKER_HOST),
      certificates: input.env.DOCKER_CERT_PATH || undefined,
      timeoutSeconds: given.one('docker.timeout', parseDuration) ?? 5,
      dfTimeoutSeconds: given.one('docker.df-timeout', parseDuration) ?? 0.5,
      dfLargest: given.one('docker.df-largest', parseCount) ?? 50,
    }),
    textfileDirectories: given.many('collector.textfile.directory', parsePath) ?? [],
    kubelet: readKubeletConfig(given),
    collectors: someCollectors(input.collectors, given),
    container: Object.freeze({
      labels: given.many('container.labels', (text) => text) ?? defaultContainerLabels,
      labelMaxLength: given.one('container.label-max-length', parseCount) ?? 1024,
      include: given.one('container.include', parsePattern),
      exclude: given.one('container.exclude', parsePattern),
    }),
    runtimeDirs: given.many('container.runtime-dirs', parseFolder) ?? [],
    choices: Object.freeze({
      networkShared: given.one('container.network-shared', parseChoice(networkSharedChoices)) ?? 'once',
      cpuUsage: given.one('container.cpu-usage', parseChoice(cpuUsageChoices)) ?? 'total',
    }),
    cgroupInclude: given.one('cgroup.include', parsePattern),
    log: readLogConfig(given),
  });
}

function readServiceDiscovery(given: Given): Config['serviceDiscovery'] {
  const labelPrefix = given.one('sd.label-prefix', parseLabelPrefix) ?? 'prometheus';
  const shown = given.many('sd.labels', (text) => text) ?? given.many('container.labels', (text) => text);
  const own = [`${labelPrefix}.*`, 'prometheus.io/*'];
  return Object.freeze({ labelPrefix, labels: shown ?? [...defaultContainerLabels, ...own] });
}

function someCollectors(collectors: CollectorFlags, given: Given): ReadonlySet<string> {
  const enabled = enabledCollectors(collectors, given);
  if (enabled.size > 0) return enabled;
  const culprit = given.toggle('collector.disable-defaults') ? '--collector.disable-defaults' : '--no-collector.<name>';
  throw new UsageError(
    `${culprit}: no collector is left, expected one --collector.<name> (--help-collectors lists them)`,
  );
}

/** The flags `--log.level` and `--log.format`, which every command that logs has. */
export function readLogConfig(
  given: Given,
  otherwise: Config['log'] = { level: 'info', format: 'json' },
): Config['log'] {
  return Object.freeze({
    level: given.one('log.level', parseChoice(logLevels)) ?? otherwise.level,
    format: given.one('log.format', parseChoice(logFormats)) ?? otherwise.format,
  });
}
