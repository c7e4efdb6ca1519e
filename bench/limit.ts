import { spawnSync } from 'node:child_process';
import { compile } from './compile.js';
import type { FileRead } from './recorded-reads.js';

export interface LimitResult {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly files: number;
  /** Opens and reads that failed: those of processes and cgroups that have gone meanwhile. */
  readonly failed: number;
}

/** Reads the files some rounds long in C; the answer is for one round. */
export function createLimit(): (reads: readonly FileRead[], rounds: number) => LimitResult {
  const program = compile('limit.c');
  return (reads, rounds) => {
    const input = reads.map(({ reads, path }) => `${reads} ${path}\n`).join('');
    const { stdout, stderr, status } = spawnSync(program, [String(rounds)], { input, encoding: 'utf8' });
    if (status !== 0) throw new Error(`limit: status ${status}: ${stderr}`);
    return JSON.parse(stdout) as LimitResult;
  };
}
