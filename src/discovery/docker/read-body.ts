/** A body is longer than its reader takes. */
export class BodyTooLongError extends Error {
  override readonly name = 'BodyTooLongError';
}

/** Counts the bytes that are held; `take` throws where there is no room for more. */
export interface BodyBudget {
  take(bytes: number): void;
  give(bytes: number): void;
}

export interface BodyLimits {
  /** In bytes. */
  readonly longest: number;
  /** From which the body's bytes are taken as they come. Whoever gets the body gives them back. */
  readonly budget?: BodyBudget;
}

const blockSize = 64 * 1024;

/**
 * The whole body of an answer. Nothing stays taken from the budget when it throws.
 *
 * Chunks are copied into blocks: one of a single byte takes a hundred, and holds all that came from the socket with it.
 *
 * @throws BodyTooLongError, what the budget throws, and Error as Node.js has it for half a body
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
