import { ParseError } from '../errors.js';
import { decimal, SPACE } from '../text/bytes.js';
import { fieldEnd, skipBlanks } from '../text/fields.js';

export interface PidStat {
  /** The state's letter: R, S, D, T, t, Z, I, X. */
  readonly state: string;
  /** Pid of the parent; 0 for none in this pid namespace. */
  readonly parent: number;
  readonly threads: number;
  /** When the process started, in seconds after boot. */
  readonly startTime: number;
}

/** Fields are numbered from 1 as in proc_pid_stat(5); the state is the third. */
const parentField = 4;
const threadsField = 20;
const startTimeField = 22;
const userHz = 100;

/**
 * /proc/<pid>/stat. The command's name is in parentheses and may contain anything, so fields are counted from the last
 * closing one.
 *
 *     490 (sh) S 467 490 490 0 -1 4194304 1024 ...
 */
export function parsePidStat(text: Uint8Array): PidStat {
  const close = text.lastIndexOf(41);
  const state = text[close + 2];
  if (close < 0 || text[close + 1] !== SPACE || state === undefined || state <= SPACE) {
    throw new ParseError('stat', 'a command in parentheses and a state');
  }
  let from = close + 2;
  let parent = 0;
  let threads = 0;
  for (let field = 3; field < startTimeField; field++) {
    const end = fieldEnd(text, from, text.length);
    if (field === parentField) parent = decimal(text, from, end, 'stat ppid');
    if (field === threadsField) threads = decimal(text, from, end, 'stat num_threads');
    from = skipBlanks(text, end, text.length);
  }
  const ticks = decimal(text, from, fieldEnd(text, from, text.length), 'stat starttime');
  return { state: String.fromCharCode(state), parent, threads, startTime: ticks / userHz };
}
