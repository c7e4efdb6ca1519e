import type { DaemonInfo, RuntimeAnswer } from '../runtime-source.js';
import { DockerAnswerError } from './answer-error.js';
import { asBoolean, asObject, asString, type JsonObject, readFields } from './json/json.js';
import type { DockerAnswer, DockerSession, ReadAnswer } from './session.js';

/** The newest API version that this was tested with. Without one in the path, a daemon answers with its own newest. */
export const newestTested = '1.56';

/** For the log: bounds what a daemon can write into it. */
const longestVersion = 100;

/** What the first contact shows about a daemon. */
export interface Daemon {
  /** Undefined if not reported. */
  readonly podman: boolean | undefined;
  /** Its own version, for the log. */
  readonly version: string | undefined;
  /** `/v1.41`: prefix of each request's path. */
  readonly prefix: string;
}

/**
 * Ping and version: neither needs a version in its path. A proxy may forbid one or both: then nothing is known, and
 * only the list shows whether a daemon answers.
 *
 * @throws DockerAnswerError if the answer has no Docker API version
 */
export async function learnDaemon(session: DockerSession): Promise<Daemon> {
  const [ping, version] = await Promise.allSettled([
    session.get('/_ping', readHeaders),
    session.get('/version', readFields(['Version', 'ApiVersion', 'MinAPIVersion', 'Components'])),
  ]);
  const failed = [ping, version].find((one) => one.status === 'rejected' && !(one.reason instanceof DockerAnswerError));
  if (failed?.status === 'rejected') throw failed.reason;
  const told = version.status === 'fulfilled' ? version.value : undefined;
  const pinged = ping.status === 'fulfilled' ? ping.value['api-version'] : undefined;
  const newest = asString(told?.ApiVersion) ?? asString(pinged);
  const isRefused = version.status === 'rejected' && isRefusal(version.reason);
  if (newest === undefined && !isRefused) {
    throw new DockerAnswerError('GET /version: what answers there is neither Docker nor Podman');
  }
  const components = Array.isArray(told?.Components) ? told.Components : [];
  return {
    podman: told && components.some((component) => asString(asObject(component)?.Name) === 'Podman Engine'),
    version: asString(told?.Version)?.slice(0, longestVersion) || undefined,
    prefix: versionPrefix(newest, asString(told?.MinAPIVersion)),
  };
}

const readHeaders: ReadAnswer<DockerAnswer['headers']> = async ({ headers, chunks }) => {
  for await (const _ of chunks);
  return headers;
};

/** What a daemon reports about itself. */
export interface DaemonDescription extends DaemonInfo {
  /** The driver for new containers; undefined if not reported. */
  readonly cgroupDriver: RuntimeAnswer['cgroupDriver'];
}

const describing = [
  ...['ServerVersion', 'CgroupDriver', 'DockerRootDir', 'Driver', 'DriverStatus', 'Containerd.Address'],
  ...['LiveRestoreEnabled', 'SwapLimit', 'LoggingDriver', 'Swarm.LocalNodeState'],
];

/** Undefined if the request is not permitted, or the answer is of an unknown form. */
export async function learnDescription(
  session: DockerSession,
  { prefix, podman }: Daemon,
): Promise<DaemonDescription | undefined> {
  try {
    const description = readDescription(await session.get(`${prefix}/info`, readFields(describing)));
    return podman ? { ...description, settings: undefined } : description;
  } catch (error) {
    if (error instanceof DockerAnswerError) return undefined;
    throw error;
  }
}

export function readDescription(info: JsonObject): DaemonDescription {
  const driver = asString(info.CgroupDriver);
  const swarmState = asString(asObject(info.Swarm)?.LocalNodeState);
  return {
    version: asString(info.ServerVersion) || undefined,
    cgroupDriver: driver === 'cgroupfs' || driver === 'systemd' ? driver : undefined,
    rootDir: asString(info.DockerRootDir) || undefined,
    storageDriver: asString(info.Driver) || undefined,
    containerdStore: isContainerdStore(info.DriverStatus),
    containerdAddress: asString(asObject(info.Containerd)?.Address) || undefined,
    settings: {
      liveRestore: asBoolean(info.LiveRestoreEnabled),
      swarm: swarmState === undefined ? undefined : swarmState !== 'inactive',
      swapLimit: asBoolean(info.SwapLimit),
      logDriver: asString(info.LoggingDriver) || undefined,
    },
  };
}

/** Pairs of strings; with the containerd image store one is `["driver-type", "io.containerd.snapshotter.v1"]`. */
function isContainerdStore(driverStatus: unknown): boolean {
  const pairs: unknown[] = Array.isArray(driverStatus) ? driverStatus : [];
  return pairs.some(
    (pair) => Array.isArray(pair) && pair[0] === 'driver-type' && /^io\.containerd\./.test(`${pair[1]}`),
  );
}

/** The version both sides support: the lower of the daemon's newest and the newest tested, but not below its oldest. */
export function versionPrefix(newest: string | undefined, oldest: string | undefined): string {
  if (newest === undefined || !isVersion(newest)) return '';
  const pinned = compareVersions(newest, newestTested) < 0 ? newest : newestTested;
  const tooOld = oldest !== undefined && isVersion(oldest) && compareVersions(pinned, oldest) < 0;
  return `/v${tooOld ? oldest : pinned}`;
}

/** Whether requests to the daemon use this version or later; false if it does not report its own. */
export function atLeastVersion({ prefix }: Daemon, version: string): boolean {
  const pinned = prefix.slice('/v'.length);
  return isVersion(pinned) && compareVersions(pinned, version) >= 0;
}

function isVersion(text: string): boolean {
  return /^\d{1,4}\.\d{1,4}$/.test(text);
}

function compareVersions(a: string, b: string): number {
  const [aMajor = 0, aMinor = 0] = a.split('.').map(Number);
  const [bMajor = 0, bMinor = 0] = b.split('.').map(Number);
  return aMajor - bMajor || aMinor - bMinor;
}

/** Whether the daemon, or a proxy in front of it, refuses to answer. */
function isRefusal(error: unknown): boolean {
  return error instanceof DockerAnswerError && error.status !== undefined;
}
