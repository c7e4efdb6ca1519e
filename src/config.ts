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
    /** URL of a Grafana with our dashboards, for the page's links. */
    readonly grafanaUrl: string | undefined;
    /** `/sd` and `/sd/docker`. */
    readonly serviceDiscovery: boolean;
    /** TLS, users and limits; undefined for plain HTTP, open to everybody. */
    readonly configFile: string | undefined;
  };
  readonly serviceDiscovery: {
    /** Prefix of the container labels that say what to scrape. */
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
    /** Folder of ca.pem, cert.pem and key.pem for TLS with the daemon; undefined for the system's CAs. */
    readonly certificates: string | undefined;
    /** How long a scrape waits for the disk usage of the daemon's data. */
    readonly dfTimeoutSeconds: number;
    /** How many volumes and images, the largest, are exposed by name. */
    readonly dfLargest: number;
  };
  /** Globs of directories whose `*.prom` files are exposed. */
  readonly textfileDirectories: readonly string[];
  /** The kubelet that reports this node's pods; undefined if none is queried. */
  readonly kubelet: (KubeletAccess & { readonly address: KubeletAddress }) | undefined;
  /** Names of the enabled collectors. */
  readonly collectors: ReadonlySet<string>;
  readonly container: {
    /** Globs of container labels to expose. */
    readonly labels: readonly string[];
    /** The most characters of a label value; longer values are cut. */
    readonly labelMaxLength: number;
    readonly include: RegExp | undefined;
    readonly exclude: RegExp | undefined;
  };
  /** Runtime folders to read names and images from. */
  readonly runtimeDirs: readonly string[];
  /** Options that make container series match another exporter's. */
  readonly choices: {
    /** Whether a network that containers share with each other or the host counts once or for each of them. */
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
