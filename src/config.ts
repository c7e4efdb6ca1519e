import type { KubeletAccess, KubeletAddress } from './discovery/kubelet/kubelet-address.js';
import type { logFormats, logLevels } from './log.js';

/** The whole configuration, checked and frozen. Made by the command line (cli.ts) from flags and environment. */
export interface Config {
  readonly web: {
    readonly listenAddresses: readonly ListenAddress[];
    readonly telemetryPath: string;
    /** Scrapes served at once; 0 for no limit. */
    readonly maxRequests: number;
    /** Metrics about the exporter's own process (process_*, nodejs_*). */
    readonly exporterMetrics: boolean;
    /** The live page at `/`. */
    readonly page: boolean;
    /** Of a Grafana that has our dashboards, for the page's links. */
    readonly grafanaUrl: string | undefined;
    /** `/sd` and `/sd/docker`. */
    readonly serviceDiscovery: boolean;
    /** TLS, users and limits; undefined for plain HTTP for everybody. */
    readonly configFile: string | undefined;
  };
  readonly serviceDiscovery: {
    /** Of the container labels that say what to scrape. */
    readonly labelPrefix: string;
    /** Globs of container and network labels that are shown to Prometheus. */
    readonly labels: readonly string[];
  };
  readonly path: {
    readonly procfs: string;
    readonly sysfs: string;
    readonly cgroupfs: string;
    readonly rootfs: string;
  };
  readonly docker: {
    /** `unix:///path`, `tcp://host:port`, `http(s)://...`, `search`, each once; none when turned off. */
    readonly hosts: readonly string[];
    readonly timeoutSeconds: number;
    /** Folder of ca.pem, cert.pem and key.pem for TLS with the daemon; undefined for the system's authorities. */
    readonly certificates: string | undefined;
    /** How long a scrape waits for what the daemon's data takes of the disk. */
    readonly dfTimeoutSeconds: number;
    /** How many volumes and images are shown by name, the largest. */
    readonly dfLargest: number;
  };
  /** Globs of the directories whose `*.prom` files are shown. */
  readonly textfileDirectories: readonly string[];
  /** The kubelet that tells this node's pods; undefined where none is asked. */
  readonly kubelet: (KubeletAccess & { readonly address: KubeletAddress }) | undefined;
  /** Names of the enabled exporters. */
  readonly collectors: ReadonlySet<string>;
  readonly container: {
    /** Globs of container labels to expose. */
    readonly labels: readonly string[];
    /** Characters of a label's value that are exposed; what is longer is cut. */
    readonly labelMaxLength: number;
    readonly include: RegExp | undefined;
    readonly exclude: RegExp | undefined;
  };
  /** Folders of runtimes to take names and images from. */
  readonly runtimeDirs: readonly string[];
  /** Where the series of containers shall be as another exporter's. */
  readonly choices: {
    /** Whether a network that containers share, or have of the host, counts once or for each of them. */
    readonly networkShared: (typeof networkSharedChoices)[number];
    readonly cpuUsage: (typeof cpuUsageChoices)[number];
  };
  /** Other cgroups to expose, matched against the path without its leading slash. */
  readonly cgroupInclude: RegExp | undefined;
  readonly log: { readonly level: (typeof logLevels)[number]; readonly format: (typeof logFormats)[number] };
}

export const networkSharedChoices = ['once', 'repeat'] as const;
export const cpuUsageChoices = ['total', 'per-cpu'] as const;

export type ListenAddress =
  | { readonly kind: 'tcp'; readonly host: string | undefined; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };
