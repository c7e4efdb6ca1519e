import { type Coverage, coverageOf } from '../../diagnosis/coverage.js';
import { checks, diagnose } from '../../diagnosis/diagnose.js';
import { type Finding, type Severity, severities } from '../../diagnosis/finding.js';
import { compareLooks, type Look } from '../../diagnosis/sight.js';
import type { DoctorConfig } from './doctor-config.js';

/** The doctor's result, for any output format. */
export interface Verdict {
  /** Worst first. */
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<Severity, number>>;
  readonly checks: readonly { readonly id: string; readonly coverage: Coverage }[];
  readonly containers: number;
  readonly seconds: number;
  /** Unix seconds. */
  readonly at: number;
  readonly failOn: DoctorConfig['failOn'];
}

export function judge(before: Look, now: Look, failOn: DoctorConfig['failOn']): Verdict {
  const sight = compareLooks(now, before);
  const findings = diagnose(now, before);
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return {
    findings,
    counts: { critical: count('critical'), warning: count('warning'), unknown: count('unknown'), info: count('info') },
    checks: checks.map((check) => ({ id: check.id, coverage: coverageOf(check, sight) })),
    containers: sight.containers.length,
    seconds: sight.seconds ?? 0,
    at: now.at,
    failOn,
  };
}

/** Whether a finding is severe enough to fail. An unchecked item never is: it has its own exit code. */
export function fails({ severity }: Finding, failOn: Verdict['failOn']): boolean {
  if (failOn === 'none' || severity === 'unknown') return false;
  return severities.indexOf(severity) <= severities.indexOf(failOn);
}

/** 0 clean, 1 findings, 3 something could not be checked and nothing else is wrong. */
export function exitCodeOf({ findings, counts, failOn }: Verdict): 0 | 1 | 3 {
  if (findings.some((finding) => fails(finding, failOn))) return 1;
  return counts.unknown > 0 && failOn !== 'none' ? 3 : 0;
}

export const couldNotLook = 3;

/** `2 critical, 1 warning, 1 not checked, 3 info` */
export function countsInWords({ critical, warning, unknown, info }: Verdict['counts']): string {
  const words = [
    critical > 0 ? `${critical} critical` : '',
    warning > 0 ? `${warning} ${warning === 1 ? 'warning' : 'warnings'}` : '',
    unknown > 0 ? `${unknown} not checked` : '',
    info > 0 ? `${info} info` : '',
  ];
  return words.filter((word) => word !== '').join(', ');
}
