import { asBoolean, asObject, asString, asStrings } from '../json/json.js';

/** One entry of `GET /networks`, https://docs.docker.com/reference/api/engine/version/v1.52/#tag/Network. */
export interface ListedNetwork {
  readonly id: string;
  readonly name: string;
  /** `local`, `swarm` or `global`. */
  readonly scope: string;
  readonly internal: boolean;
  /** Swarm's routing mesh. */
  readonly ingress: boolean;
  /** The requested ones. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Undefined for an entry without an id. */
export function readListedNetwork(value: unknown, isWanted: (label: string) => boolean): ListedNetwork | undefined {
  const entry = asObject(value);
  const id = asString(entry?.Id);
  if (!entry || !id) return undefined;
  return {
    id,
    name: asString(entry.Name) ?? '',
    scope: asString(entry.Scope) ?? '',
    internal: asBoolean(entry.Internal) ?? false,
    ingress: asBoolean(entry.Ingress) ?? false,
    labels: Object.fromEntries(Object.entries(asStrings(entry.Labels)).filter(([label]) => isWanted(label))),
  };
}
