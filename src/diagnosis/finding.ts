/** The result of the diagnosis. Plain data, for the browser and the terminal. */

/** `unknown`: could not be checked, which never counts as passed. */
export type Severity = 'critical' | 'warning' | 'info' | 'unknown';

export interface Finding {
  /** Stable: the alert's name if there is one (`ContainerCPUThrottlingHigh`), else a name of the same form. */
  readonly id: string;
  readonly severity: Severity;
  /** Absent for the host. */
  readonly container?: { readonly id: string; readonly name: string };
  /** One line in words, with the number: `web is throttled 43 % of the time it wants to run`. */
  readonly title: string;
  /** What that means, in one or two short sentences. */
  readonly meaning: string;
  readonly evidence: readonly Evidence[];
  /** The one command that helps: `docker update --cpus 2 web`. */
  readonly command?: string;
  /** The page in docs/runbooks and its heading: `containers.md#containercputhrottlinghigh`. */
  readonly runbook: string;
}

export interface Evidence {
  readonly label: string;
  readonly value: string;
}

/** Worst first. An unchecked item may hide anything, but usually hides nothing. */
export const severities: readonly Severity[] = ['critical', 'warning', 'unknown', 'info'];
