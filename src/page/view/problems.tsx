import { useState } from 'preact/hooks';
import type { Finding, Severity } from '../../diagnosis/finding.js';
import { Copyable } from './copyable.js';

interface ProblemsProps {
  readonly findings: readonly Finding[];
  /** The address at which a container's row is open, by its id. */
  readonly linkTo: (id: string) => string;
}

/** What is wrong now, in words. What may wait is folded away. */
export function Problems({ findings, linkTo, isFirstLook }: ProblemsProps & { readonly isFirstLook: boolean }) {
  const of = (...wanted: readonly Severity[]) => findings.filter(({ severity }) => wanted.includes(severity));
  const urgent = of('critical', 'warning');
  const list = (those: readonly Finding[]) => <ProblemList findings={those} linkTo={linkTo} />;
  return (
    <section class="problems" aria-labelledby="problems">
      <div role="status">
        <h2 id="problems">{summary(urgent, of('unknown').length > 0, isFirstLook)}</h2>
      </div>
      {list(urgent)}
      <Folded title="could not be checked" findings={of('unknown')} list={list} />
      <Folded title="worth knowing" findings={of('info')} list={list} />
    </section>
  );
}

/** Never says that all is well where something was not looked at. */
function summary(urgent: readonly Finding[], isPartly: boolean, isFirstLook: boolean): string {
  if (urgent.length === 0 && isFirstLook) return 'Nothing is wrong at first sight; rates need a second look';
  if (urgent.length === 0) return isPartly ? 'Nothing is wrong that could be checked' : 'Nothing is wrong';
  const critical = urgent.filter(({ severity }) => severity === 'critical').length;
  const warnings = urgent.length - critical;
  const counts = [
    ...(critical > 0 ? [`${critical} critical`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`] : []),
  ];
  return `Wrong now: ${counts.join(', ')}`;
}

interface FoldedProps {
  readonly title: string;
  readonly findings: readonly Finding[];
  readonly list: (findings: readonly Finding[]) => preact.ComponentChild;
}

function Folded({ title, findings, list }: FoldedProps) {
  const [isOpen, setOpen] = useState(false);
  if (findings.length === 0) return null;
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {findings.length} {title}
      </summary>
      {isOpen && list(findings)}
    </details>
  );
}

/** Of one kind, shown before the rest is asked for. */
const firstOfKind = 3;

/** One kind of problem after the other, so that what hits all containers at once does not hide the rest. */
function ProblemList({ findings, linkTo }: ProblemsProps) {
  const kinds = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.id}`;
    const others = kinds.get(key);
    if (others) others.push(finding);
    else kinds.set(key, [finding]);
  }
  return (
    <ul>
      {[...kinds].map(([key, members]) => (
        <Kind key={key} findings={members} linkTo={linkTo} />
      ))}
    </ul>
  );
}

function Kind({ findings, linkTo }: ProblemsProps) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? findings : findings.slice(0, firstOfKind);
  return (
    <>
      {shown.map((finding) => (
        <li key={finding.container?.id ?? finding.title} class={finding.severity}>
          <Problem finding={finding} linkTo={linkTo} />
        </li>
      ))}
      {findings.length > firstOfKind && (
        <li class="more">
          <button type="button" onClick={() => setWhole(!isWhole)} aria-expanded={isWhole}>
            {isWhole ? 'Show fewer' : `Show ${findings.length - firstOfKind} more of this kind`}
          </button>
        </li>
      )}
    </>
  );
}

interface ProblemProps {
  readonly finding: Finding;
  /** Absent where the container is what one looks at. */
  readonly linkTo?: (id: string) => string;
}

export function Problem({ finding, linkTo }: ProblemProps) {
  const { severity, title, container, meaning, evidence, command, runbook } = finding;
  return (
    <article class="problem">
      <h3>
        <span class={`badge ${severity}`}>{severity === 'unknown' ? 'not checked' : severity}</span>{' '}
        {container && linkTo ? <a href={linkTo(container.id)}>{title}</a> : title}
      </h3>
      <p>{meaning}</p>
      {evidence.length > 0 && (
        <dl>
          {evidence.map(({ label, value }) => (
            <div key={label}>
              <dt>{label}</dt> <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {command && <Copyable text={command} what="command" />}
      <small class="runbook">docs/runbooks/{runbook}</small>
    </article>
  );
}
