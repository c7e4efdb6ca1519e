import type { Detail } from '../../model/container-detail.js';
import type { ContainerRow } from '../../model/container-row.js';
import { dashboardOf, type Links } from '../../page-links.js';
import { Bar } from '../bar.js';
import { Copyable } from '../copyable.js';
import { Problem } from '../problem.js';

interface ContainerDetailProps {
  readonly row: ContainerRow;
  readonly detail: Detail | undefined;
  readonly links: Links;
}

/** The content below an open row. */
export function ContainerDetail({ row, detail, links }: ContainerDetailProps) {
  const findings = detail?.findings ?? [];
  return (
    <div class="details">
      {findings.length > 0 && (
        <ul class="problems">
          {findings.map((finding) => (
            <li key={finding.id} class={finding.severity}>
              <Problem finding={finding} />
            </li>
          ))}
        </ul>
      )}
      <div class="sections">
        {detail?.sections.map(({ title, facts }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {facts.map(({ label, value, share }) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>{value}</dd>
                  {share !== undefined && <Bar parts={[share]} />}
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p class="series">
        <a href={`${links.metrics}#:~:text=${encodeURIComponent(row.id)}`}>Its series</a> in Prometheus and Grafana:{' '}
        <Copyable text={selector(row)} what="selector" />
        {links.grafana && (
          <>
            {' '}
            <a href={dashboardOf(links.grafana, row.name)} rel="noreferrer">
              Its dashboard
            </a>
          </>
        )}
      </p>
    </div>
  );
}

/** Selects the container's series in a query. */
function selector({ id }: ContainerRow): string {
  return `{id=${JSON.stringify(id)}}`;
}
