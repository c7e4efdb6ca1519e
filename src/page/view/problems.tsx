import { useState } from 'preact/hooks';
import type { Severity } from '../../diagnosis/finding.js';
import type { ProblemKind } from '../model/problem-kinds.js';
import { Problem } from './problem.js';

interface KindsProps {
  /** Worst first. */
  readonly kinds: readonly ProblemKind[];
  /** The URL that opens a container's row, by id. */
  readonly linkTo: (id: string) => string;
}

interface ProblemsProps extends KindsProps {
  readonly isFirstLook: boolean;
}

/** What is wrong now, in words. Less urgent problems are collapsed. */
export function Problems({ kinds, linkTo, isFirstLook }: ProblemsProps) {
  const of = (...wanted: readonly Severity[]) => kinds.filter(({ severity }) => wanted.includes(severity));
  const urgent = of('critical', 'warning');
  return (
    <section class="problems" aria-labelledby="problems">
      <div role="status">
        <h2 id="problems">{summary(kinds, isFirstLook)}</h2>
      </div>
      <ProblemList kinds={urgent} linkTo={linkTo} />
      <Folded title="could not be checked" kinds={of('unknown')} linkTo={linkTo} />
      <Folded title="worth knowing" kinds={of('info')} linkTo={linkTo} />
    </section>
  );
}

function countOf(kinds: readonly ProblemKind[], wanted?: Severity): number {
  return kinds.reduce((sum, { severity, count }) => sum + (wanted === undefined || severity === wanted ? count : 0), 0);
}

/** Never says that all is well if something was not checked. */
function summary(kinds: readonly ProblemKind[], isFirstLook: boolean): string {
  const critical = countOf(kinds, 'critical');
  const warnings = countOf(kinds, 'warning');
  if (critical + warnings === 0) {
    if (isFirstLook) return 'Nothing is wrong at first sight; rates need a second look';
    return countOf(kinds, 'unknown') > 0 ? 'Nothing is wrong that could be checked' : 'Nothing is wrong';
  }
  const counts = [
    ...(critical > 0 ? [`${critical} critical`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`] : []),
  ];
  return `Wrong now: ${counts.join(', ')}`;
}

function Folded({ title, kinds, linkTo }: KindsProps & { readonly title: string }) {
  const [isOpen, setOpen] = useState(false);
  if (kinds.length === 0) return null;
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {countOf(kinds)} {title}
      </summary>
      {isOpen && <ProblemList kinds={kinds} linkTo={linkTo} />}
    </details>
  );
}

/** One kind after the other, so that a problem of all containers does not hide the rest. */
function ProblemList({ kinds, linkTo }: KindsProps) {
  return (
    <ul>
      {kinds.map((kind) => (
        <Kind key={`${kind.severity} ${kind.id}`} kind={kind} linkTo={linkTo} />
      ))}
    </ul>
  );
}

/** How many of a kind are shown before the rest is expanded. */
const firstOfKind = 3;

function Kind({ kind, linkTo }: Pick<KindsProps, 'linkTo'> & { readonly kind: ProblemKind }) {
  const [isWhole, setWhole] = useState(false);
  const { severity, findings, count } = kind;
  const shown = isWhole ? findings : findings.slice(0, firstOfKind);
  return (
    <>
      {shown.map((finding) => (
        <li key={finding.container?.id ?? finding.title} class={severity}>
          <Problem finding={finding} linkTo={linkTo} />
        </li>
      ))}
      {count > firstOfKind && (
        <li class="more">
          <button type="button" onClick={() => setWhole(!isWhole)} aria-expanded={isWhole}>
            {isWhole ? 'Show fewer' : `${count - firstOfKind} more of this kind`}
          </button>
          {isWhole && count > findings.length && <small> The table has the other {count - findings.length}.</small>}
        </li>
      )}
    </>
  );
}
