import { useEffect, useMemo, useState } from 'preact/hooks';
import type { FromWorker, Picture, ToWorker } from '../messages.js';
import type { Detail } from '../model/container-detail.js';
import type { ContainerRow } from '../model/container-row.js';
import { type Address, readAddress, writeAddress } from '../page-address.js';
import type { Links } from '../page-links.js';
import { ContainersView } from './containers/containers-view.js';
import { DiskView } from './disk-view.js';
import { HostTiles } from './host-tiles.js';
import { PageHead } from './page-head.js';
import { Problems } from './problems.js';

export interface AppProps {
  readonly version: string;
  readonly links: Links;
  readonly send: (message: ToWorker) => void;
  readonly receive: (listener: (message: FromWorker) => void) => void;
}

/** The whole page. */
export function App({ version, links, send, receive }: AppProps) {
  const { picture, at, detail, failure } = useWorker(receive);
  const [address, change] = useAddress();
  const rows = picture?.rows;
  const opened = useMemo(() => findOpened(rows, address.open), [rows, address.open]);
  useEffect(() => send({ kind: 'open', id: opened?.id }), [opened?.id]);

  /** Links use names; if two containers share one, the id is used. */
  const openPart = (id: string | undefined): Partial<Address> => {
    const name = rows?.find((row) => row.id === id)?.name;
    const isAmbiguous = rows?.some((other) => other.id !== id && other.name === name);
    return { open: isAmbiguous ? id : name, view: 'containers' };
  };
  const linkTo = (id: string) => writeAddress({ ...address, ...openPart(id) });

  return (
    <div class={failure ? 'stale' : undefined}>
      <PageHead
        host={picture?.host.name}
        version={version}
        metrics={links.metrics}
        at={at}
        failure={failure}
        address={address}
      />
      {picture === undefined ? (
        failure === undefined && <p class="waiting">Waiting for the first answer of the exporter</p>
      ) : (
        <main>
          <HostTiles host={picture.host} />
          <Problems kinds={picture.problems} linkTo={linkTo} isFirstLook={picture.isFirstLook} />
          {address.view === 'disk' ? (
            <DiskView disk={picture.disk} linkTo={linkTo} />
          ) : (
            <ContainersView
              rows={picture.rows}
              opened={opened?.id}
              detail={detail?.id === opened?.id ? detail : undefined}
              links={links}
              address={address}
              onChange={change}
              onOpen={(id) => change(openPart(id))}
            />
          )}
        </main>
      )}
    </div>
  );
}

interface Told {
  readonly picture?: Picture;
  /** Unix seconds. */
  readonly at?: number;
  readonly detail?: Detail | undefined;
  readonly failure?: string | undefined;
}

function useWorker(receive: AppProps['receive']): Told {
  const [told, setTold] = useState<Told>({});
  useEffect(() => {
    receive((message) =>
      setTold((before) => {
        if (message.kind === 'picture') {
          const { picture, at, detail } = message;
          return { picture, at, detail, failure: undefined };
        }
        return message.kind === 'detail'
          ? { ...before, detail: message.detail }
          : { ...before, failure: message.reason };
      }),
    );
  }, []);
  return told;
}

/** The address, and a function that changes part of it. The browser's Back leaves an opened view or row. */
function useAddress(): readonly [Address, (part: Partial<Address>) => void] {
  const [address, setAddress] = useState(() => readAddress(location.hash));
  useEffect(() => {
    const follow = () => setAddress(readAddress(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const change = (part: Partial<Address>) => {
    const next = { ...address, ...part };
    const isStep = next.view !== address.view || next.open !== address.open;
    history[isStep ? 'pushState' : 'replaceState'](null, '', writeAddress(next));
    setAddress(next);
  };
  return [address, change];
}

function findOpened(rows: readonly ContainerRow[] | undefined, open: string | undefined): ContainerRow | undefined {
  return open === undefined ? undefined : rows?.find(({ name, id }) => name === open || id === open);
}
