import { spawnSync } from 'node:child_process';
import { compile } from './compile.js';
import type { Recording } from './inside/record-reads.js';
import type { Cost, Measure } from './rounds.js';

/** What the kernel alone charges for the reads of a scrape: the same files, `times` over, in C. */
export function limitCost(files: Recording['files'], times: number): Measure {
  const program = compile('limit.c');
  const readable = files.filter(({ refused }) => !refused);
  const input = readable.map(({ reads, path }) => `${reads} ${path}\n`).join('');
  return async (): Promise<Cost> => {
    const { stdout, stderr, status } = spawnSync(program, [String(times)], { input, encoding: 'utf8' });
    if (status !== 0) throw new Error(`limit: status ${status}: ${stderr}`);
    const { cpuMs, wallMs, failed } = JSON.parse(stdout) as Cost & { readonly failed: number };
    // A process of the machine may end meanwhile, but those of the containers must be there.
    if (failed > (times + 1) * 0.01 * readable.length) throw new Error(`limit: ${failed} reads failed`);
    return { cpuMs, wallMs };
  };
}
