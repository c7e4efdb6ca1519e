import type { Span } from '../redact/redact-stream.js';
import { NoAnswer } from '../refusal.js';

/** An answer in memory, sent to all clients that requested it. */
export interface HeldAnswer {
  readonly length: number;
  /** All of it. */
  readonly whole: readonly Buffer[];
  /** An object of some of its members, if it is an object; not copied. */
  withMembers(names: ReadonlySet<string>): Buffer[];
  /**
   * Keeps it from being overwritten until the returned function is called (more calls do nothing). The last release
   * frees it.
   */
  hold(): () => void;
  /** Calls back after the last release. */
  whenFreed(then: () => void): void;
}

export interface AnswerWriter {
  /** Bytes written so far. */
  readonly length: number;
  /** @throws NoAnswer (503) if there is no memory left */
  write(text: string): void;
  /** The answer. It must be held before the next await. */
  finish(members: readonly Span[]): HeldAnswer;
  /** Instead of finishing: frees what was written. */
  discard(): void;
}

export interface AnswerMemory {
  /** A longer answer uses a large part of it. */
  readonly largeBytes: number;
  begin(): AnswerWriter;
}

const blockBytes = 32 * 1024;

/** Text is encoded in chunks of about this many characters. */
const pieceLength = 8 * 1024;

/**
 * Memory for answers, however many clients there are: blocks are allocated once and reused, as the garbage collector
 * may free them late.
 */
export function createAnswerMemory(limitBytes: number): AnswerMemory {
  const free: Buffer[] = [];
  let made = 0;

  function takeBlock(): Buffer {
    const block = free.pop();
    if (block) return block;
    if ((made + 1) * blockBytes > limitBytes) throw new NoAnswer(503, 'too many large answers are under way', 1);
    made += 1;
    return Buffer.allocUnsafeSlow(blockBytes);
  }

  return {
    largeBytes: limitBytes / 4,
    begin() {
      const blocks: Buffer[] = [];
      let length = 0;
      let pending = '';

      function flush(): void {
        const bytes = Buffer.from(pending);
        pending = '';
        let copied = 0;
        while (copied < bytes.length) {
          if (length === blocks.length * blockBytes) blocks.push(takeBlock());
          const count = bytes.copy(blocks.at(-1) as Buffer, length % blockBytes, copied);
          copied += count;
          length += count;
        }
      }
      const giveBack = () => free.push(...blocks.splice(0));

      return {
        get length() {
          flush();
          return length;
        },
        write(text) {
          pending += text;
          if (pending.length >= pieceLength) flush();
        },
        finish(members) {
          flush();
          return heldAnswer({ blocks, length, members, giveBack });
        },
        discard: giveBack,
      };
    },
  };
}

interface Written {
  readonly blocks: readonly Buffer[];
  readonly length: number;
  readonly members: readonly Span[];
  readonly giveBack: () => void;
}

function heldAnswer({ blocks, length, members, giveBack }: Written): HeldAnswer {
  let holders = 0;
  const freed = [giveBack];
  const slices = (from: number, to: number) =>
    blocks
      .map((block, i) => block.subarray(Math.max(from - i * blockBytes, 0), Math.max(to - i * blockBytes, 0)))
      .filter((part) => part.length > 0);
  return {
    length,
    whole: slices(0, length),
    withMembers(names) {
      const wanted = members.filter(({ name }) => names.has(name));
      const parts = wanted.flatMap(({ from, to }, i) => [...(i > 0 ? [Buffer.from(',')] : []), ...slices(from, to)]);
      return [Buffer.from('{'), ...parts, Buffer.from('}')];
    },
    hold() {
      let isHeld = true;
      holders += 1;
      return () => {
        if (isHeld) holders -= 1;
        if (isHeld && holders === 0) for (const then of freed.splice(0)) then();
        isHeld = false;
      };
    },
    whenFreed(then) {
      freed.push(then);
    },
  };
}
