import type { Finding } from '../../diagnosis/finding.js';
import { Copyable } from './copyable.js';

interface ProblemProps {
  readonly finding: Finding;
  /** Absent inside the container's own row. */
  readonly linkTo?: (id: string) => string;
}

/** One finding: what it is, what it means, its evidence, and the command that helps. */
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
