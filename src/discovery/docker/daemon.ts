import type { DaemonInfo, RuntimeAnswer } from '../runtime-source.js';
import { DockerAnswerError } from './answer-error.js';
import { asObject, asString, type JsonObject } from './json.js';
import type { DockerSession } from './session.js';

/** The newest API version that this was tried with. Without one in the path, a daemon answers as its own newest. */
export const newestTested = '1.52';

/** What the first contact tells of a daemon. */
export interface Daemon {
  /** Undefined where that is not told. */
  readonly podman: boolean | undefined;
  /** Its own version, for the log. */
  readonly version: string | undefined;
  /** `/v1.41`: goes before the path of each request. */
  readonly prefix: string;
}

/** Ping and version: neither needs a version itself. A proxy may forbid one of them, or both. */
export async function learnDaemon(session: DockerSession): Promise<Daemon> {
  const [ping, version] = await Promise.all([allowed(session.get('/_ping')), allowed(session.get('/version'))]);
  const told = asObject(version?.body);
  const newest = asString(told?.ApiVersion) ?? asString(ping?.headers['api-version']);
  const components = Array.isArray(told?.Components) ? told.Components : [];
  return {
    podman: told && components.some((component) => asString(asObject(component)?.Name) === 'Podman Engine'),
    version: asString(told?.Version),
    prefix: versionPrefix(newest, asString(told?.MinAPIVersion)),
  };
}

/** What a daemon tells of itself. */
export interface DaemonDescription extends DaemonInfo {
  /** The one that new containers get; undefined where it is not told. */
  readonly cgroupDriver: RuntimeAnswer['cgroupDriver'];
}

/** Undefined where it may not be asked. */
export async function learnDescription(
  session: DockerSession,
  { prefix }: Daemon,
): Promise<DaemonDescription | undefined> {
  const info = asObject((await allowed(session.get(`${prefix}/info`)))?.body);
  return info && readDescription(info);
}

export function readDescription(info: JsonObject): DaemonDescription {
  const driver = asString(info.CgroupDriver);
  return {
    version: asString(info.ServerVersion) || undefined,
    cgroupDriver: driver === 'cgroupfs' || driver === 'systemd' ? driver : undefined,
    rootDir: asString(info.DockerRootDir) || undefined,
    storageDriver: asString(info.Driver) || undefined,
    containerdStore: isContainerdStore(info.DriverStatus),
  };
}

/** Pairs of texts; with the containerd image store one of them is `["driver-type", "io.containerd.snapshotter.v1"]`. */
function isContainerdStore(driverStatus: unknown): boolean {
  const pairs: unknown[] = Array.isArray(driverStatus) ? driverStatus : [];
  return pairs.some(
    (pair) => Array.isArray(pair) && pair[0] === 'driver-type' && /^io\.containerd\./.test(`${pair[1]}`),
  );
}

/** What can be asked of both sides: the least of the daemon's newest and the newest tested, but not below its oldest. */
export function versionPrefix(newest: string | undefined, oldest: string | undefined): string {
  if (newest === undefined || !isVersion(newest)) return '';
  const pinned = compareVersions(newest, newestTested) < 0 ? newest : newestTested;
  const tooOld = oldest !== undefined && isVersion(oldest) && compareVersions(pinned, oldest) < 0;
  return `/v${tooOld ? oldest : pinned}`;
}

/** Whether requests to the daemon are of this version or a later one; false where it does not tell its own. */
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

/** Undefined where the daemon, or a proxy before it, answers with an error: what it would have told is not needed. */
async function allowed<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof DockerAnswerError) return undefined;
    throw error;
  }
}
