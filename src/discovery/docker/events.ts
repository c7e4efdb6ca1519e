import { asObject, asString } from './json/json.js';
import { readBody } from './json/read-body.js';

/** What is read from an event. */
export interface DaemonEvent {
  /** `container`, `image`, `network`, `volume` and so on. */
  readonly type: string;
  /** Such as `start`, `health_status: healthy` or `exec_create: /bin/sh -c ...`. */
  readonly action: string;
  /** The id of the object that it happened to. */
  readonly id: string;
  /** Unix nanoseconds as digits: too many for a number to hold exactly. */
  readonly nanoseconds: string;
}

/** The most bytes of an answer: twice the size of 256 events of containers with all of Kubernetes' annotations. */
export const longestEvents = 4 * 1024 * 1024;

/**
 * The answer to `GET /events?since=...&until=...`, one line per event, oldest first
 * (https://docs.docker.com/reference/api/engine/version/v1.52/#tag/System/operation/SystemEvents):
 *
 *
 *     {"Type":"container","Action":"start","Actor":{"ID":"4fa6...","Attributes":{...}},"time":1629574695,"timeNano":1629574695515050031}
 *
 * Other lines are skipped.
 */
export async function readEvents(chunks: AsyncIterable<Uint8Array>): Promise<DaemonEvent[]> {
  const text = (await readBody(chunks, { longest: longestEvents })).toString('utf8');
  return text.split('\n').flatMap((line) => readEvent(line) ?? []);
}

/** The last field before the brace; inside a string its quotes would have backslashes. */
const time = /"timeNano":(\d{1,19})\}?\s*$/;

function readEvent(line: string): DaemonEvent | undefined {
  const nanoseconds = time.exec(line)?.[1];
  const event = asObject(parse(line));
  const [type, action] = [asString(event?.Type), asString(event?.Action)];
  const id = asString(asObject(event?.Actor)?.ID);
  if (nanoseconds === undefined || type === undefined || action === undefined || id === undefined) return undefined;
  return { type, action, id, nanoseconds };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** In the form of a query's times: `1629574695.515050031`. */
export function asEventTime(nanoseconds: string): string {
  const digits = nanoseconds.padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
}
