import { readName } from '../container-list.js';
import { asNumber, asObject, asString, asStrings } from '../json/json.js';

/** What `GET /containers/json` reports about how to reach a container. */
export interface RunningContainer {
  readonly id: string;
  /** Its own name without the slash, as in container_* series. */
  readonly name: string;
  /** The first listed name, with its slash: docker_sd's. */
  readonly firstName: string;
  /** As given to `docker run`, or an id once that name belongs to another image. */
  readonly image: string;
  readonly imageId: string;
  /** The requested ones. */
  readonly labels: Readonly<Record<string, string>>;
  /** As the API gives it: `bridge`, `default`, `host`, `none`, `container:<id>`, a network's name or id. */
  readonly networkMode: string;
  /** Sorted by name, as docker_sd sorts them. Empty for a container that shares another's. */
  readonly networks: readonly AttachedNetwork[];
  /** Sorted. */
  readonly ports: readonly ContainerPort[];
}

export interface AttachedNetwork {
  readonly name: string;
  readonly id: string;
  /** '' if it has none: in the networks `host` and `none`, and while it restarts. */
  readonly ipv4: string;
  readonly ipv6: string;
}

export interface ContainerPort {
  /** `tcp`, `udp` or `sctp`. */
  readonly type: string;
  readonly private: number;
  /** Undefined if it is not published. */
  readonly public: number | undefined;
  /** The host address that it is published on, `0.0.0.0` and `::` for all; '' if not reported. */
  readonly ip: string;
}

/** Undefined for an entry without an id or a name; docker_sd makes no targets of those either. */
export function readRunningContainer(
  value: unknown,
  isWanted: (label: string) => boolean,
): RunningContainer | undefined {
  const entry = asObject(value);
  const id = asString(entry?.Id);
  const name = readName(entry?.Names);
  if (!entry || !id || !/^[0-9a-f]{64}$/.test(id) || name === undefined) return undefined;
  const labels = Object.entries(asStrings(entry.Labels)).filter(([label]) => isWanted(label));
  return {
    id,
    name,
    firstName: asString((entry.Names as unknown[])[0]) ?? `/${name}`,
    image: asString(entry.Image) ?? '',
    imageId: asString(entry.ImageID) ?? '',
    labels: Object.fromEntries(labels),
    networkMode: asString(asObject(entry.HostConfig)?.NetworkMode) ?? '',
    networks: readNetworks(asObject(entry.NetworkSettings)?.Networks),
    ports: readPorts(entry.Ports),
  };
}

function readNetworks(value: unknown): AttachedNetwork[] {
  const networks = Object.entries(asObject(value) ?? {}).flatMap(([name, settings]): AttachedNetwork[] => {
    const network = asObject(settings);
    if (!network) return [];
    const { NetworkID: id, IPAddress: ipv4, GlobalIPv6Address: ipv6 } = network;
    return [{ name, id: asString(id) ?? '', ipv4: asString(ipv4) ?? '', ipv6: asString(ipv6) ?? '' }];
  });
  // By bytes, as in Go: a locale sorts differently.
  return networks.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
}

/** Docker lists them in a different order each time. */
function readPorts(value: unknown): ContainerPort[] {
  const ports = (Array.isArray(value) ? value : []).map(readPort).filter((port) => port !== undefined);
  return ports.sort(
    (a, b) => a.private - b.private || (a.public ?? 0) - (b.public ?? 0) || (a.ip < b.ip ? -1 : a.ip > b.ip ? 1 : 0),
  );
}

function readPort(value: unknown): ContainerPort | undefined {
  const port = asObject(value);
  const inside = asPort(port?.PrivatePort);
  if (!port || inside === undefined) return undefined;
  const ip = asString(port.IP) ?? '';
  return { type: asString(port.Type) ?? '', private: inside, public: asPort(port.PublicPort), ip };
}

function asPort(value: unknown): number | undefined {
  const port = asNumber(value);
  return port !== undefined && Number.isInteger(port) && port > 0 && port <= 65_535 ? port : undefined;
}
