/** A body is longer than its reader accepts. */
export class BodyTooLongError extends Error {
  override readonly name = 'BodyTooLongError';
}

/** Counts the bytes in memory; `take` throws if there is no room for more. */
export interface BodyBudget {
  take(bytes: number): void;
  give(bytes: number): void;
}

export interface BodyLimits {
  /** In bytes. */
  readonly longest: number;
  /** The body's bytes are taken from it as they arrive. Whoever gets the body gives them back. */
  readonly budget?: BodyBudget;
}

const blockSize = 64 * 1024;

/**
 * The whole body of an answer. If it throws, it has given everything back to the budget.
 *
 * Chunks are copied into blocks: a single-byte chunk takes a hundred bytes, and keeps everything read from the socket
 * with it in memory.
 *
 * @throws BodyTooLongError, what the budget throws, and Node.js's Error for half a body
 */
export async function readBody(
  chunks: AsyncIterable<Uint8Array>,
  { longest, budget }: BodyLimits,
): Promise<Buffer<ArrayBuffer>> {
  const blocks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of chunks) {
      if (length + chunk.length > longest) throw new BodyTooLongError(`the answer is longer than ${longest} bytes`);
      budget?.take(chunk.length);
      append(blocks, length, chunk);
      length += chunk.length;
    }
  } catch (error) {
    budget?.give(length);
    throw error;
  }
  return Buffer.concat(blocks, length);
}

function append(blocks: Buffer[], length: number, chunk: Uint8Array): void {
  for (let done = 0; done < chunk.length; ) {
    const used = (length + done) % blockSize;
    if (used === 0) blocks.push(Buffer.allocUnsafeSlow(blockSize));
    const part = chunk.subarray(done, done + blockSize - used);
    blocks.at(-1)?.set(part, used);
    done += part.length;
  }
}
