import type { Check } from './check.js';
import { containerCpuChecks } from './container/container-cpu.js';
import { containerIoChecks } from './container/container-io.js';
import { containerMemoryChecks } from './container/container-memory.js';
import { containerOomChecks } from './container/container-oom.js';
import { containerProcessChecks } from './container/container-processes.js';
import { containerStateChecks } from './container/container-state.js';
import { withoutExplained } from './explained.js';
import { exporterChecks } from './exporter.js';
import { type Finding, severities } from './finding.js';
import { diskChecks } from './host/disk.js';
import { dockerSettingChecks } from './host/docker-settings.js';
import { hostChecks } from './host/host.js';
import { hostSettingChecks } from './host/host-settings.js';
import { hostPressureChecks } from './host/host-waits.js';
import { compareLooks, type Look } from './sight.js';

export type { Look } from './sight.js';

const checksOfTheHost: readonly Check[] = [
  ...containerOomChecks,
  ...containerMemoryChecks,
  ...containerCpuChecks,
  ...containerStateChecks,
  ...containerProcessChecks,
  ...containerIoChecks,
  ...diskChecks,
  ...hostChecks,
  ...hostPressureChecks,
  ...hostSettingChecks,
  ...dockerSettingChecks,
];

/** All checks; equally severe findings are in this order. */
export const checks: readonly Check[] = [...checksOfTheHost, ...exporterChecks(checksOfTheHost)];

/** The collectors whose series are used, for clients that request only these from an exporter. */
export const collectorsLookedAt: readonly string[] = [
  ...new Set(checks.filter(({ optional }) => !optional).flatMap(({ collectors }) => collectors)),
];

/**
 * Finds what is wrong on a host, worst first. `before` is an earlier look at the same exporter, some seconds ago:
 * without it only findings that need no rate are found. Pure, for browsers and Node.js.
 */
export function diagnose(now: Look, before?: Look): readonly Finding[] {
  const sight = compareLooks(now, before);
  const findings = checks.flatMap(({ id, page, find }) =>
    find(sight).map((observation): Finding => ({ id, runbook: `${page}.md#${id.toLowerCase()}`, ...observation })),
  );
  return [...withoutExplained(findings)].sort(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity),
  );
}
