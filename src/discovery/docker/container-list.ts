import type { ContainerState, HealthStatus } from '../container.js';
import { asNumber, asObject, asString, asStrings, asTime } from './json/json.js';

/** One entry of `GET /containers/json`, https://docs.docker.com/reference/api/engine/version/v1.52/#tag/Container. */
export interface ListedContainer {
  readonly id: string;
  readonly name: string;
  /** As given to `docker run`, or an id once that name belongs to another image. */
  readonly image: string;
  readonly imageId: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Names of the volumes in its mounts, each once. */
  readonly volumes: readonly string[];
  readonly state: ContainerState | undefined;
  readonly status: StatusText;
  readonly created: number | undefined;
  readonly health: HealthStatus | undefined;
  /** From API 1.52 on. */
  readonly failingStreak: number | undefined;
}

/** Undefined for an entry without a 64-hex-digit id: it could not be joined with anything. */
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

/**
 * Docker lists links as names too, `/other/alias`: its own name is the one with a single slash. Old Podman had no
 * slash.
 */
export function readName(value: unknown): string | undefined {
  const names = (Array.isArray(value) ? value : []).filter((name) => typeof name === 'string' && name !== '');
  const name = asString(names.find((one: string) => one.lastIndexOf('/') <= 0) ?? names[0]);
  return name?.replace(/^\//, '');
}

function readVolumes(mounts: unknown): string[] {
  const volumes = (Array.isArray(mounts) ? mounts : []).map(asObject).filter((mount) => mount?.Type === 'volume');
  const names = volumes.map((volume) => asString(volume?.Name)).filter((name) => name !== undefined && name !== '');
  return [...new Set(names as string[])];
}

/** Without a health check Podman sends ''; Docker sends `none`, or nothing at all. */
export function readHealth(text: string | undefined): HealthStatus | undefined {
  if (text === '') return 'none';
  return text === 'none' || text === 'starting' || text === 'healthy' || text === 'unhealthy' ? text : undefined;
}

/** Docker's states by name, and Podman's mapped to Docker's. */
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

/**
 * The Status text of a listed container, written for people, but the only part of a list with health before API 1.52,
 * and with when a container exited:
 *
 *     Up 5 minutes            Up 5 minutes (healthy)      Up 2 seconds (health: starting)    Up 3 minutes (Paused)
 *     Exited (137) 2 hours ago                            Restarting (1) 5 seconds ago       Created
 */
export interface StatusText {
  /** Undefined if it does not say, as without a health check, and always for Podman. */
  readonly health: HealthStatus | undefined;
  /** The text without the elapsed time. */
  readonly lasting: string;
  /** How long ago that was, in seconds: at least, and less than. */
  readonly age: readonly [number, number] | undefined;
}

const healths: ReadonlyMap<string, HealthStatus> = new Map([
  ['healthy', 'healthy'],
  ['unhealthy', 'unhealthy'],
  ['starting', 'starting'],
  ['health: starting', 'starting'],
]);

const duration = /(Less than a|About an?|\d+) (second|minute|hour|day|week|month|year)s?(?: ago)?/;

const seconds: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_592_000,
  year: 31_536_000,
};

export function parseStatusText(text: string): StatusText {
  const match = duration.exec(text);
  const health = healths.get(/^Up .*\(([^)]*)\)$/.exec(text)?.[1] ?? '');
  const lasting = text.replace(duration, '').trim();
  const [, amount = '', unit = ''] = match ?? [];
  const size = seconds[unit];
  if (size === undefined) return { health, lasting, age: undefined };
  if (amount.startsWith('Less')) return { health, lasting, age: [0, size] };
  const count = amount.startsWith('About') ? 1 : Number(amount);
  // From hours on it is rounded, in some daemon versions to the nearest: half a unit either way.
  const early = size >= 3600 ? count - 0.5 : count;
  return { health, lasting, age: [early * size, (count + 1) * size] };
}

/** Whether an event at `time` can be the one the text describes at `now`, give or take a second of delay. */
export function agreesWithAge({ age }: StatusText, time: number | undefined, now: number): boolean {
  if (!age || time === undefined) return false;
  const passed = now - time;
  return passed >= age[0] - 1 && passed < age[1] + 1;
}
