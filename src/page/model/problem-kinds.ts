import { type Finding, type Severity, severities } from '../../diagnosis/finding.js';

/** Findings of one kind, which may be as many as there are containers. */
export interface ProblemKind {
  readonly id: string;
  readonly severity: Severity;
  readonly count: number;
  /** The first of them. */
  readonly findings: readonly Finding[];
}

/** More than this many of a kind are only counted: nobody reads them, and the table has their rows. */
const most = 30;

/** In the order of their first finding. */
export function problemKinds(findings: readonly Finding[]): readonly ProblemKind[] {
  const kinds = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.id}`;
    const others = kinds.get(key);
    if (others) others.push(finding);
    else kinds.set(key, [finding]);
  }
  return [...kinds.values()].flatMap((members) =>
    members.slice(0, 1).map(({ id, severity }) => ({
      id,
      severity,
      count: members.length,
      findings: members.slice(0, most),
    })),
  );
}

/** The severity of each container's worst finding, by id. */
export function worstById(findings: readonly Finding[]): ReadonlyMap<string, Severity> {
  const worst = new Map<string, Severity>();
  for (const { container, severity } of findings) {
    const known = container && worst.get(container.id);
    if (container && (!known || severities.indexOf(severity) < severities.indexOf(known))) {
      worst.set(container.id, severity);
    }
  }
  return worst;
}
