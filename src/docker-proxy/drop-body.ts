import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream';

/** What a client of Docker sends with a request is a few hundred bytes, right after the head. */
const mostBytes = 64 * 1024;
const mostMs = 1000;

/**
 * Takes a refused request's body and throws it away, as far as it comes soon and is small. Where a connection ends while
 * its client still writes, the client sees a broken pipe and never reads why it was refused.
 */
export function dropBody(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const enough = setTimeout(resolve, mostMs);
    let bytes = 0;
    request.on('data', (chunk: Uint8Array) => {
      bytes += chunk.length;
      if (bytes > mostBytes) resolve();
    });
    finished(request, () => {
      clearTimeout(enough);
      resolve();
    });
  });
}
