/** What the diagnosis says. Plain data, for the browser and for the terminal. */

/** `unknown`: it could not be checked, which is never a pass. */
export type Severity = 'critical' | 'warning' | 'info' | 'unknown';

export interface Finding {
  /** Stable: the alert's name where there is one (`ContainerCPUThrottlingHigh`), else one of the same kind. */
  readonly id: string;
  readonly severity: Severity;
  /** Absent: the host's. */
  readonly container?: { readonly id: string; readonly name: string };
  /** One line in words, with the number: `web is throttled 43 % of the time it wants to run`. */
  readonly title: string;
  /** What that means, in one or two short sentences. */
  readonly meaning: string;
  readonly evidence: readonly Evidence[];
  /** The one command that helps: `docker update --cpus 2 web`. */
  readonly command?: string;
  /** The page below docs/runbooks and its heading: `containers.md#containercputhrottlinghigh`. */
  readonly runbook: string;
}

export interface Evidence {
  readonly label: string;
  readonly value: string;
}

/** Worst first. What could not be checked may hide anything, but most often hides nothing. */
export const severities: readonly Severity[] = ['critical', 'warning', 'unknown', 'info'];
