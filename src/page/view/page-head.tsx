import { type Address, writeAddress } from '../page-address.js';

interface PageHeadProps {
  readonly host: string | undefined;
  readonly version: string;
  readonly metrics: string;
  /** Unix seconds of the last answer. */
  readonly at: number | undefined;
  readonly failure: string | undefined;
  readonly address: Address;
}

const views = [
  { view: 'containers', title: 'Containers' },
  { view: 'disk', title: 'Disk usage' },
] as const;

/** The host, the view, and the age of the data. */
export function PageHead({ host, version, metrics, at, failure, address }: PageHeadProps) {
  const time = at === undefined ? undefined : new Date(at * 1000).toLocaleTimeString();
  return (
    <header>
      <h1>
        {host ?? 'container-exporter'} {host && <small>container-exporter {version}</small>}
      </h1>
      <nav aria-label="Views">
        {views.map(({ view, title }) => (
          <a
            key={view}
            href={writeAddress({ ...address, view, open: undefined })}
            aria-current={view === address.view ? 'page' : undefined}
          >
            {title}
          </a>
        ))}
        <a href={metrics}>Metrics</a>
      </nav>
      {failure === undefined ? (
        <p class="age">{time && `As of ${time}`}</p>
      ) : (
        <p class="age failure" role="alert">
          {time ? `Stale, as of ${time}. ` : ''}
          {failure}
        </p>
      )}
    </header>
  );
}
