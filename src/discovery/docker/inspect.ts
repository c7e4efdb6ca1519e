import type { ContainerInspect, ContainerState } from '../container.js';
import { readHealth, readState } from './container-list.js';
import { asBoolean, asNumber, asObject, asString, asTime } from './json/json.js';
import { readLogLimit } from './log-limit.js';

/** What is read from `GET /containers/<id>/json`. */
export interface InspectedContainer extends ContainerInspect {
  /** The state at the time of the inspect. */
  readonly state: ContainerState | undefined;
  /** The image name given when the container was created; unlike a listed one it never changes. */
  readonly image: string | undefined;
}

/** Undefined if it is not an inspect: not an object, or one without a State. */
export function readInspectedContainer(value: unknown): InspectedContainer | undefined {
  const root = asObject(value);
  const state = asObject(root?.State);
  if (!root || !state) return undefined;
  const host = asObject(root.HostConfig);
  const health = asObject(state.Health);
  return {
    state: readState(asString(state.Status)),
    image: asString(asObject(root.Config)?.Image),
    pid: positive(state.Pid),
    // A container without a health check has no Health at all.
    health: health ? readHealth(asString(health.Status)) : 'none',
    healthFailingStreak: asNumber(health?.FailingStreak),
    startedAt: asTime(state.StartedAt),
    finishedAt: asTime(state.FinishedAt),
    exitCode: asNumber(state.ExitCode),
    oomKilled: asBoolean(state.OOMKilled),
    restartCount: asNumber(root.RestartCount),
    // Podman leaves the name empty for the policy "no".
    restartPolicy: asString(asObject(host?.RestartPolicy)?.Name) || 'no',
    networkMode: readNetworkMode(asString(host?.NetworkMode)),
    ociRuntime: readRuntime(asString(host?.Runtime)),
    cpuShares: positive(host?.CpuShares),
    cgroupParent: asString(host?.CgroupParent) ?? '',
    logDriver: asString(asObject(host?.LogConfig)?.Type) ?? '',
    logLimit: readLogLimit(asObject(host?.LogConfig)),
    logPath: asString(root.LogPath) || undefined,
    upperDir: asString(asObject(asObject(root.GraphDriver)?.Data)?.UpperDir) || undefined,
  };
}

/** What stays valid through all lives of a container (or changes only by `docker update`). */
export function lastingInspect(inspect: ContainerInspect): ContainerInspect {
  const { restartPolicy, networkMode, ociRuntime, cpuShares, cgroupParent, logDriver, logLimit } = inspect;
  const { logPath, upperDir } = inspect;
  return {
    ...{ restartPolicy, networkMode, ociRuntime, cpuShares, cgroupParent, logDriver, logLimit, logPath, upperDir },
    ...{ pid: undefined, startedAt: undefined, finishedAt: undefined, exitCode: undefined, oomKilled: undefined },
    ...{ health: undefined, healthFailingStreak: undefined, restartCount: undefined },
  };
}

/** The same, sharing the texts that most containers have in common. */
export function shareTexts(inspected: InspectedContainer, share: (text: string) => string): InspectedContainer {
  const { image, restartPolicy, networkMode, ociRuntime, cgroupParent, logDriver } = inspected;
  return {
    ...inspected,
    image: image === undefined ? undefined : share(image),
    restartPolicy: share(restartPolicy),
    networkMode: share(networkMode),
    ociRuntime: share(ociRuntime),
    cgroupParent: share(cgroupParent),
    logDriver: share(logDriver),
  };
}

/** Engines before 28 keep `default` if no network was given: on Linux that is the bridge. */
function readNetworkMode(mode: string | undefined): string {
  return mode === 'default' ? 'bridge' : (mode ?? '');
}

/** Podman's compatible API always has "oci" here, which names no runtime. */
function readRuntime(name: string | undefined): string {
  return name === undefined || name === 'oci' ? '' : name;
}

/** In Docker, 0 as a pid or shares means none. */
function positive(value: unknown): number | undefined {
  const number = asNumber(value);
  return number !== undefined && number > 0 ? number : undefined;
}
