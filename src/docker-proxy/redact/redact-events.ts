import { readEvents } from '../../discovery/docker/events.js';
import { BodyTooLongError } from '../../discovery/docker/json/read-body.js';
import { NoAnswer } from '../refusal.js';
import type { Output, Span } from './redact-stream.js';

/** Longer ids and names are of no use to anybody. */
const longestId = 512;

/**
 * `GET /events` of the past, one line per event. The object is only its id: attributes contain the labels, and clients
 * that may see some can request the container.
 *
 * @throws NoAnswer for an answer that is too long
 */
export async function redactEvents(chunks: AsyncIterable<Buffer>, output: Output): Promise<Span[]> {
  try {
    for (const { type, action, id, nanoseconds } of await readEvents(chunks)) {
      const event = { Type: type.slice(0, 64), Action: shownAction(action), Actor: { ID: id.slice(0, longestId) } };
      // Written as digits, which a JavaScript number would not preserve.
      const times = `"time":${nanoseconds.slice(0, -9) || '0'},"timeNano":${nanoseconds}`;
      output.write(`${JSON.stringify(event).slice(0, -1)},${times}}\n`);
    }
    return [];
  } catch (error) {
    throw error instanceof BodyTooLongError ? new NoAnswer(502, "the daemon's answer is too long") : error;
  }
}

/** The action's name; the command in `exec_create: sh -c ...` is dropped. */
function shownAction(action: string): string {
  return (
    /^[\w-]{1,64}(?:: (?:starting|healthy|unhealthy))?$/.exec(action)?.[0] ??
    action.split(':', 1)[0]?.slice(0, 64) ??
    ''
  );
}
