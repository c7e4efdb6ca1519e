import { flag, list, map, number, object, type Shape, text, time, word } from './json-shapes.js';

/** A mount's source is dropped: it shows paths on the host and, for some drivers, credentials. */
const mount = object({ Type: text, Name: text, Driver: text, Destination: text, Mode: text, RW: flag });

/** Prometheus' docker_sd_configs makes targets of the addresses. */
const endpoint = object({
  ...{ NetworkID: text, EndpointID: text, Gateway: text, IPAddress: text, IPPrefixLen: number, MacAddress: text },
  ...{ IPv6Gateway: text, GlobalIPv6Address: text, GlobalIPv6PrefixLen: number },
});

const port = object({ IP: text, PrivatePort: number, PublicPort: number, Type: text });

/** A check's log has the check's output, and is dropped. */
const health = object({ Status: text, FailingStreak: number });

/**
 * One entry of `GET /containers/json`, https://docs.docker.com/reference/api/engine/version/v1.52/#tag/Container, also
 * in the answer of `GET /system/df`. Without Command, which no client requires.
 */
export function listedContainer(labels: Shape): Shape {
  return object({
    ...{ Id: text, Names: list(text), Image: text, ImageID: text, Created: time, State: text, Status: text },
    ...{ SizeRw: number, SizeRootFs: number, Labels: labels, Ports: list(port), Health: health },
    HostConfig: object({ NetworkMode: text }),
    NetworkSettings: object({ Networks: map(endpoint) }),
    Mounts: list(mount),
  });
}

/**
 * `GET /containers/{id}/json`. Besides what is secret by nature (Config.Env), all places where people put secrets are
 * dropped: commands and arguments (Path, Args, Config.Cmd, Config.Entrypoint, Config.Healthcheck), driver options, and
 * State.Error, which quotes the command that could not be started.
 */
export function inspectedContainer(labels: Shape): Shape {
  return object({
    ...{ Id: text, Name: text, Created: time, Image: text, RestartCount: number, Driver: text, Platform: text },
    ...{ LogPath: text, SizeRw: number, SizeRootFs: number },
    State: object({
      ...{ Status: text, Running: flag, Paused: flag, Restarting: flag, OOMKilled: flag, Dead: flag },
      ...{ Pid: number, ExitCode: number, StartedAt: time, FinishedAt: time, Health: health },
    }),
    HostConfig: object({
      ...{ NetworkMode: text, Runtime: text, CgroupParent: text, Cgroup: text, CgroupnsMode: text, IpcMode: text },
      ...{ PidMode: text, Memory: number, MemoryReservation: number, MemorySwap: number, MemorySwappiness: number },
      ...{ CpuShares: number, CpuPeriod: number, CpuQuota: number, NanoCpus: number, CpusetCpus: text },
      ...{ CpusetMems: text, BlkioWeight: number, PidsLimit: number, OomKillDisable: flag, ShmSize: number },
      ...{ Privileged: flag, ReadonlyRootfs: flag, AutoRemove: flag },
      // Other options of logging drivers may be credentials of their destination.
      LogConfig: object({ Type: text, Config: object({ 'max-size': word, 'max-file': word }) }),
      RestartPolicy: object({ Name: text, MaximumRetryCount: number }),
    }),
    // Where the writable layer is; the layers below it are the image's.
    GraphDriver: object({ Name: text, Data: object({ UpperDir: text }) }),
    Config: object({ Image: text, Labels: labels }),
    Mounts: list(mount),
    NetworkSettings: object({
      Networks: map(endpoint),
      Ports: map(list(object({ HostIp: text, HostPort: text }))),
    }),
  });
}
