import type { Collector } from '../exporters/collector.js';
import type { Given } from './given.js';

/** One flag of the command line, and so one environment variable. */
export interface Flag {
  /** Without the dashes: `web.listen-address`. */
  readonly name: string;
  readonly group: string;
  /** The name of the value in `--help`; undefined for a switch. */
  readonly value: string | undefined;
  /** Repeatable flags also accept several values separated by commas. */
  readonly repeatable: boolean;
  readonly help: string;
  /** Omitted from `--help`, for a form that another flag's help explains. */
  readonly hidden: boolean;
}

export type CollectorFlags = readonly Pick<Collector, 'name' | 'help' | 'enabledByDefault' | 'group'>[];

export const flag = (group: string, name: string, value: string, help: string): Flag => ({
  name,
  group,
  value,
  repeatable: false,
  help,
  hidden: false,
});
export const list = (group: string, name: string, value: string, help: string): Flag => ({
  ...flag(group, name, value, help),
  repeatable: true,
});
const toggle = (group: string, name: string, help: string): Flag => ({
  ...flag(group, name, '', help),
  value: undefined,
});

const web = 'Web:';
const paths = 'Paths of the host:';
const docker = 'Docker and Podman:';
const kubernetes = 'Kubernetes:';
const containers = 'Containers:';
const scraping = 'Output:';
const collecting = 'Collectors:';

export const loggingFlags: readonly Flag[] = [
  flag('Logging:', 'log.level', 'level', 'trace, debug, info (default), warn, error, fatal or silent'),
  flag('Logging:', 'log.format', 'format', 'json (default) or pretty'),
];

const settings: readonly Flag[] = [
  list(web, 'web.listen-address', 'address', 'host:port, :port or unix:/path; repeatable (default: :10882)'),
  flag(web, 'web.telemetry-path', 'path', 'where the metrics are served (default: /metrics)'),
  flag(web, 'web.max-requests', 'count', 'scrapes served at once, 0 for no limit (default: 16)'),
  flag(web, 'web.config.file', 'path', "TLS, users and limits, in exporter-toolkit's format"),
  toggle(web, 'web.disable-sd', 'no service discovery at /sd and /sd/docker'),
  flag(web, 'sd.label-prefix', 'prefix', 'of the labels that say what to scrape (default: prometheus)'),
  list(web, 'sd.labels', 'globs', 'labels shown to it (default: as --container.labels)'),
  toggle(web, 'web.disable-page', 'a short page without scripts at / instead of the live one'),
  flag(web, 'web.grafana-url', 'url', 'where our dashboards are, for links of the page'),
  toggle(web, 'web.disable-exporter-metrics', "leave out process_* and nodejs_*, the exporter's own"),
  flag(paths, 'path.procfs', 'path', 'default: /host/proc if there, else /proc'),
  flag(paths, 'path.sysfs', 'path', 'default: /host/sys if there, else sys below path.rootfs'),
  flag(paths, 'path.cgroupfs', 'path', 'default: /host/sys/fs/cgroup if there, else /sys/fs/cgroup'),
  flag(paths, 'path.rootfs', 'path', 'default: /host if it is a root directory, else /'),
  list(
    docker,
    'docker.host',
    'url',
    'unix:///path, tcp://host:port, none, or search for all usual sockets; repeatable (default: DOCKER_HOST, else search)',
  ),
  flag(docker, 'docker.timeout', 'duration', 'how long the API may take to answer (default: 5s)'),
  flag(docker, 'docker.df-timeout', 'duration', 'how long a scrape waits for disk usage (default: 500ms)'),
  flag(docker, 'docker.df-largest', 'count', 'volumes and images shown by name, the largest (default: 50)'),
  flag(kubernetes, 'kubelet.url', 'url', "https://host:10250 or the node's IP; more in the README"),
  ...[
    flag(kubernetes, 'kubelet.token-file', 'path', ''),
    flag(kubernetes, 'kubelet.ca-file', 'path', ''),
    toggle(kubernetes, 'kubelet.insecure-skip-verify', ''),
  ].map((one) => ({ ...one, hidden: true })),
  list(containers, 'container.labels', 'globs', 'globs of labels to expose; repeatable (default: names)'),
  flag(containers, 'container.label-max-length', 'count', "characters of a label's value to expose (default: 1024)"),
  flag(containers, 'container.include', 'regex', 'only containers whose whole name matches'),
  flag(containers, 'container.exclude', 'regex', 'not the containers whose whole name matches'),
  list(containers, 'container.runtime-dirs', 'paths', 'folders of runtimes that tell names and images; repeatable'),
  flag(containers, 'container.network-shared', 'choice', 'count a shared network once (default), or repeat it'),
  flag(containers, 'container.cpu-usage', 'choice', 'total (default), or per-cpu where the kernel tells (v1)'),
  flag(containers, 'cgroup.include', 'regex', String.raw`other cgroups to expose, such as system.slice/.*\.service`),
  ...loggingFlags,
  flag(scraping, 'format', 'format', 'text (default) or openmetrics'),
  list(collecting, 'collector.textfile.directory', 'glob', 'directories whose *.prom files to show; repeatable'),
  toggle(collecting, 'collector.disable-defaults', 'run only the collectors that are turned on by a flag'),
];

const groupOfHost = { name: 'host', help: 'all host collectors (host-*) at once', enabledByDefault: true };

/** All flags: the settings, and two for each collector and for the group of host collectors, which `--help` omits. */
export function allFlags(collectors: CollectorFlags): readonly Flag[] {
  const switchOf = (name: string): Flag => ({ ...toggle(collecting, name, ''), hidden: true });
  return settings.concat(
    [groupOfHost, ...collectors].flatMap(({ name }) => [
      switchOf(`collector.${name}`),
      switchOf(`no-collector.${name}`),
    ]),
  );
}

/** Where `--help` says how to turn collectors on and off. It is not a variable. */
export const helpCollectors = toggle(collecting, 'help-collectors', 'list all, and how to turn each on and off');

/** What `--help-collectors` prints. */
export function listCollectors(collectors: CollectorFlags): string {
  const entries = [groupOfHost, ...collectors].map(({ name, help, enabledByDefault }) => {
    const [first = '', ...more] =
      `${help}${enabledByDefault ? '' : ' (off by default)'}`.match(/.{1,80}(?= |$)/g) ?? [];
    return [`  ${name.padEnd(20)}${first}`, ...more.map((line) => ' '.repeat(22) + line.trim())].join('\n');
  });
  return `--collector.<name> turns a collector on, --no-collector.<name> off.\n\n${entries.join('\n')}\n`;
}

/** Hides flags that do not apply to a command: `scrape` serves nothing, and `serve` prints nothing. */
export function flagsShownFor(command: 'serve' | 'scrape', flags: readonly Flag[]): readonly Flag[] {
  const foreign = command === 'scrape' ? web : scraping;
  return flags.map((flag) => (flag.group === foreign ? { ...flag, hidden: true } : flag));
}

/** `web.listen-address` is CONTAINER_EXPORTER_WEB_LISTEN_ADDRESS. */
export function environmentName(name: string, prefix = 'CONTAINER_EXPORTER'): string {
  return `${prefix}_${name.toUpperCase().replace(/[.-]/g, '_')}`;
}

/**
 * Names of the enabled collectors: a collector's own flag decides, else for host collectors the group's flag, else its
 * default (off with `--collector.disable-defaults`).
 */
export function enabledCollectors(collectors: CollectorFlags, given: Given): ReadonlySet<string> {
  const noDefaults = given.toggle('collector.disable-defaults') ?? false;
  const host = given.toggle('collector.host');
  const enabled = collectors.filter(
    ({ name, group, enabledByDefault }) =>
      given.toggle(`collector.${name}`) ?? (group === 'host' ? host : undefined) ?? (enabledByDefault && !noDefaults),
  );
  return new Set(enabled.map(({ name }) => name));
}
