import type { Writable } from 'node:stream';
import { finished } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createGzip } from 'node:zlib';

/** Each time this much is compressed, zlib's thread hands it over and waits for the next call. */
const compressedBytes = 128 * 1024;

/**
 * Writes chunks one after the other, each only after the previous one was sent (the chunks share one buffer), and gives
 * other requests a turn in between. Stops early, without an error, if the client has gone away.
 */
export async function streamExposition(chunks: Iterable<Uint8Array>, target: Writable, gzip: boolean): Promise<void> {
  const gone = new Promise<void>((resolve) => finished(target, () => resolve()));
  let sink = target;
  if (gzip) {
    // Level 1: metrics still shrink to about a twelfth, and higher levels cost more than the whole scrape.
    const compressor = createGzip({ level: 1, chunkSize: compressedBytes });
    compressor.pipe(target);
    sink = compressor;
  }
  for (const chunk of chunks) {
    const written = new Promise<void>((resolve) => sink.write(chunk, () => resolve()));
    await Promise.race([written, gone]);
    if (target.destroyed) break;
    await nextTurn();
  }
  if (target.destroyed && sink !== target) sink.destroy();
  else sink.end();
  await gone;
}
