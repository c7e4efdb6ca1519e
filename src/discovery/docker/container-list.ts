import type { ContainerState, HealthStatus } from '../container.js';
import { asNumber, asObject, asString, asStrings, asTime } from './json.js';
import { parseStatusText, type StatusText } from './status-text.js';

/** One entry of `GET /containers/json`, https://docs.docker.com/reference/api/engine/version/v1.52/#tag/Container. */
export interface ListedContainer {
  readonly id: string;
  readonly name: string;
  /** As given to `docker run`, or an id once that name belongs to another image. */
  readonly image: string;
  readonly imageId: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Names of the volumes among its mounts, each once. */
  readonly volumes: readonly string[];
  readonly state: ContainerState | undefined;
  readonly status: StatusText;
  readonly created: number | undefined;
  readonly health: HealthStatus | undefined;
  /** From API 1.52 on. */
  readonly failingStreak: number | undefined;
}

/** Undefined for an entry without an id of 64 hex digits: nothing could be joined with it. */
export function readListedContainer(value: unknown): ListedContainer | undefined {
  const entry = asObject(value);
  const id = asString(entry?.Id);
  if (!entry || id === undefined || !/^[0-9a-f]{64}$/.test(id)) return undefined;
  const status = parseStatusText(asString(entry.Status) ?? '');
  const health = asObject(entry.Health);
  return {
    id,
    name: readName(entry.Names) ?? id,
    image: asString(entry.Image) ?? '',
    imageId: asString(entry.ImageID) ?? '',
    labels: asStrings(entry.Labels),
    volumes: readVolumes(entry.Mounts),
    state: readState(asString(entry.State)),
    status,
    created: asNumber(entry.Created) ?? asTime(entry.Created),
    health: readHealth(asString(health?.Status)) ?? status.health,
    failingStreak: asNumber(health?.FailingStreak),
  };
}

/** Docker lists links as names too, `/other/alias`: its own name is the one with a single slash. Podman had none once. */
function readName(value: unknown): string | undefined {
  const names = (Array.isArray(value) ? value : []).filter((name) => typeof name === 'string' && name !== '');
  const name = asString(names.find((one: string) => one.lastIndexOf('/') <= 0) ?? names[0]);
  return name?.replace(/^\//, '');
}

function readVolumes(mounts: unknown): string[] {
  const volumes = (Array.isArray(mounts) ? mounts : []).map(asObject).filter((mount) => mount?.Type === 'volume');
  const names = volumes.map((volume) => asString(volume?.Name)).filter((name) => name !== undefined && name !== '');
  return [...new Set(names as string[])];
}

/** Podman says '' where there is no health check; Docker says `none`, or nothing at all. */
export function readHealth(text: string | undefined): HealthStatus | undefined {
  if (text === '') return 'none';
  return text === 'none' || text === 'starting' || text === 'healthy' || text === 'unhealthy' ? text : undefined;
}

/** Docker's states by their own names, and Podman's by the names that Docker has for them. */
const states: Readonly<Record<string, ContainerState>> = {
  created: 'created',
  running: 'running',
  paused: 'paused',
  restarting: 'restarting',
  removing: 'removing',
  exited: 'exited',
  dead: 'dead',
  configured: 'created',
  initialized: 'created',
  stopping: 'running',
  stopped: 'exited',
};

/** Undefined for a state that this version does not know. */
export function readState(text: string | undefined): ContainerState | undefined {
  const name = text?.toLowerCase() ?? '';
  return Object.hasOwn(states, name) ? states[name] : undefined;
}
