import type { IncomingMessage } from 'node:http';
import { asObject, asString } from '../../discovery/docker/json.js';
import { NoAnswer } from '../refusal.js';
import type { MemoryBudget } from './memory-budget.js';

/** Ten thousand containers make a list of a fifth of this. */
const longestAnswer = 32 * 1024 * 1024;
const longestError = 64 * 1024;
const longestMessage = 500;

/**
 * The answer's body, which was taken from the budget: whoever gets it gives it back.
 *
 * @throws NoAnswer for another status than 200 (with the daemon's message), an answer that is too long, or half of one
 */
export async function readAnswer(answer: IncomingMessage, budget: MemoryBudget): Promise<Buffer> {
  if (answer.statusCode === 200) return await readWhole(answer, longestAnswer, budget);
  throw await readError(answer, budget);
}

/** What the daemon says is wrong. A status that is no error, such as a redirection, is one here. */
export async function readError(answer: IncomingMessage, budget: MemoryBudget): Promise<NoAnswer> {
  const status = answer.statusCode ?? 0;
  const body = await readWhole(answer, longestError, budget);
  budget.give(body.length);
  const told = asString(asObject(parse(body))?.message) ?? '';
  const message = told.replace(/[^\x20-\x7e\u00a0-\ud7ff]+/g, ' ').slice(0, longestMessage);
  return new NoAnswer(
    status >= 400 && status <= 599 ? status : 502,
    message || `the daemon answers with HTTP ${status}`,
  );
}

/** @throws NoAnswer for what is no JSON */
export function parseAnswer(body: Buffer): unknown {
  const value = parse(body);
  if (value === undefined) throw new NoAnswer(502, 'the daemon answers with what is not JSON');
  return value;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

async function readWhole(answer: IncomingMessage, longest: number, budget: MemoryBudget): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      if (length + chunk.length > longest) throw new NoAnswer(502, "the daemon's answer is too long");
      budget.take(chunk.length);
      length += chunk.length;
      chunks.push(chunk);
    }
  } catch (error) {
    budget.give(length);
    throw error;
  }
  return Buffer.concat(chunks);
}
