import type { Check } from './check.js';
import { containerCpuChecks } from './container-cpu.js';
import { type Finding, severities } from './finding.js';
import { compareLooks, type Look } from './sight.js';

export type { Look } from './sight.js';

export const checks: readonly Check[] = [...containerCpuChecks];

/**
 * Says what is wrong on a host, worst first. `before` is an earlier look at the same exporter, some seconds ago: without it
 * only that is found which needs no rate. Pure, in browsers as in Node.js.
 */
export function diagnose(now: Look, before?: Look): readonly Finding[] {
  const sight = compareLooks(now, before);
  const findings = checks.flatMap(({ id, page, find }) =>
    find(sight).map((observation): Finding => ({ id, runbook: `${page}.md#${id.toLowerCase()}`, ...observation })),
  );
  return findings.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}
