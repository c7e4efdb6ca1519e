import type { HealthStatus } from '../container.js';

/**
 * The Status text of a listed container, written for people but the only thing in a list that tells of health before API
 * 1.52, and of when a container exited:
 *
 *     Up 5 minutes            Up 5 minutes (healthy)      Up 2 seconds (health: starting)    Up 3 minutes (Paused)
 *     Exited (137) 2 hours ago                            Restarting (1) 5 seconds ago       Created
 */
export interface StatusText {
  /** Undefined where it does not say, as for containers without a health check, and always in Podman's. */
  readonly health: HealthStatus | undefined;
  /** The text without the time that has passed. */
  readonly lasting: string;
  /** How long ago that was: at least, and less than, in seconds. */
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
  // From hours on it is rounded, in some versions of the daemon to the nearest: half a unit to either side.
  const early = size >= 3600 ? count - 0.5 : count;
  return { health, lasting, age: [early * size, (count + 1) * size] };
}

/** Whether something that happened at `time` can be what the text tells of at `now`, give or take a second of delay. */
export function agreesWithAge({ age }: StatusText, time: number | undefined, now: number): boolean {
  if (!age || time === undefined) return false;
  const passed = now - time;
  return passed >= age[0] - 1 && passed < age[1] + 1;
}
