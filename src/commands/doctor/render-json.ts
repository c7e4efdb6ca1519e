import { cleanJson } from './clean.js';
import { exitCodeOf, type Verdict } from './verdict.js';

/** For programs: the unchanged findings, in the order of the text output. */
export function renderJson(verdict: Verdict, target: string): string {
  const { findings, counts, checks, containers, seconds, at } = verdict;
  const document = {
    target,
    at: new Date(at * 1000).toISOString(),
    secondsBetweenLooks: seconds,
    containers,
    exitCode: exitCodeOf(verdict),
    counts,
    findings,
    checks,
  };
  return `${cleanJson(JSON.stringify(document, undefined, 2))}\n`;
}
