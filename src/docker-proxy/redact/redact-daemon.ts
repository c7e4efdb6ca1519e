import { flag, list, map, number, object, type Shape, text, time, word } from './json-shapes.js';

/** `GET /version`. */
export const version: Shape = object({
  ...{ Version: text, ApiVersion: text, MinAPIVersion: text, GitCommit: text, GoVersion: text, Os: text, Arch: text },
  ...{ KernelVersion: text, BuildTime: text, Experimental: flag },
  Platform: object({ Name: text }),
  Components: list(
    object({
      ...{ Name: text, Version: text },
      Details: object({
        ...{ ApiVersion: text, APIVersion: text, MinAPIVersion: text, GitCommit: text, GoVersion: text, Os: text },
        ...{ Arch: text, KernelVersion: text, BuildTime: text, Built: text, Experimental: text },
      }),
    }),
  ),
});

/** Pairs of strings about the storage; others show pools and devices. */
const driverStatusNames: ReadonlySet<unknown> = new Set([
  ...['driver-type', 'Backing Filesystem', 'Supports d_type', 'Native Overlay Diff', 'Using metacopy', 'userxattr'],
]);

const driverStatus: Shape = (value) =>
  Array.isArray(value)
    ? value.filter(
        (pair) =>
          Array.isArray(pair) && pair.length === 2 && driverStatusNames.has(pair[0]) && word(pair[1]) !== undefined,
      )
    : null;

const commit = object({ ID: text, Expected: text });

/**
 * `GET /info`. Dropped are the swarm's nodes and addresses, registries and their certificates, proxies (whose URLs have
 * passwords), labels of the daemon, its warnings, and the paths and options of runtimes.
 */
export const info: Shape = object({
  ...{ Containers: number, ContainersRunning: number, ContainersPaused: number, ContainersStopped: number },
  ...{ Images: number, Driver: text, DriverStatus: driverStatus, DockerRootDir: text, LoggingDriver: text },
  ...{ CgroupDriver: text, CgroupVersion: text, KernelVersion: text, OperatingSystem: text, OSVersion: text },
  ...{ OSType: text, Architecture: text, NCPU: number, MemTotal: number, Name: text, ServerVersion: text },
  ...{ SystemTime: time, Debug: flag, NFd: number, NGoroutines: number, NEventsListener: number, Isolation: text },
  ...{ ExperimentalBuild: flag, LiveRestoreEnabled: flag, DefaultRuntime: text, InitBinary: text },
  ...{ MemoryLimit: flag, SwapLimit: flag, KernelMemory: flag, KernelMemoryTCP: flag, CpuCfsPeriod: flag },
  ...{ CpuCfsQuota: flag, CPUShares: flag, CPUSet: flag, PidsLimit: flag, IPv4Forwarding: flag },
  ...{ BridgeNfIptables: flag, BridgeNfIp6tables: flag, OomKillDisable: flag, SecurityOptions: list(text) },
  ...{ ContainerdCommit: commit, RuncCommit: commit, InitCommit: commit },
  Plugins: object({ Volume: list(text), Network: list(text), Authorization: list(text), Log: list(text) }),
  Runtimes: map(object({})),
  // containerd's address shows whose it is, and so where images are.
  Containerd: object({ Address: text }),
  Swarm: object({ LocalNodeState: text, ControlAvailable: flag }),
});

/** `GET /networks`, from which Prometheus' docker_sd_configs uses names and labels. */
export function networks(labels: Shape): Shape {
  return list(
    object({
      ...{ Id: text, Name: text, Created: time, Scope: text, Driver: text, EnableIPv4: flag, EnableIPv6: flag },
      ...{ Internal: flag, Attachable: flag, Ingress: flag, ConfigOnly: flag, Labels: labels },
    }),
  );
}
