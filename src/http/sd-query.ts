import { isIPv6 } from 'node:net';
import { type DockerSdOptions, dockerSdDefaults } from '../service-discovery/docker-targets.js';
import { isHostName, type Reach } from '../service-discovery/reach.js';

/** An invalid query; the message names the key and what is expected. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}

type Parse<T> = (text: string) => T | undefined;

/** For `GET /sd/docker`, with the names of docker_sd_configs. */
export function readDockerSdQuery(query: URLSearchParams): DockerSdOptions {
  const take = taker(query, ['match_first_network', 'host_networking_host', 'port']);
  return {
    matchFirstNetwork: take('match_first_network', toSwitch, 'true or false') ?? dockerSdDefaults.matchFirstNetwork,
    hostNetworkingHost:
      take('host_networking_host', toAddress, 'a host, or host:port') ?? dockerSdDefaults.hostNetworkingHost,
    port: take('port', toPort, 'a port from 1 to 65535') ?? dockerSdDefaults.port,
  };
}

/** For `GET /sd`. */
export function readReachQuery(query: URLSearchParams): Reach {
  const take = taker(query, ['address', 'network', 'host']);
  return {
    address: take('address', toAddressKind, 'container, published or name') ?? 'container',
    network: take('network', (text) => text || undefined, 'the name of a network'),
    host: take('host', toHost, 'a name or an address without a port'),
  };
}

/** A key with a typo would change the list of targets, so it is rejected. */
function taker(query: URLSearchParams, keys: readonly string[]) {
  for (const key of query.keys()) {
    if (!keys.includes(key)) throw new QueryError(`the query has an unknown key, expected ${keys.join(', ')}`);
    if (query.getAll(key).length > 1) throw new QueryError(`${key}: given twice`);
  }
  return <T>(key: string, parse: Parse<T>, expected: string): T | undefined => {
    const text = query.get(key);
    if (text === null) return undefined;
    const value = parse(text);
    if (value === undefined) throw new QueryError(`${key}: expected ${expected}`);
    return value;
  };
}

const toSwitch: Parse<boolean> = (text) => (text === 'true' ? true : text === 'false' ? false : undefined);

const toPort: Parse<number> = (text) =>
  /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) <= 65_535 ? Number(text) : undefined;

const toAddressKind: Parse<Reach['address']> = (text) =>
  text === 'container' || text === 'published' || text === 'name' ? text : undefined;

/** Without the brackets of an IPv6 address. */
const toHost: Parse<string> = (text) => {
  const bare = text.replace(/^\[(.*)\]$/, '$1');
  return isIPv6(bare) || isHostName(text) ? bare : undefined;
};

const toAddress: Parse<string> = (text) => {
  const [, host = text, port] = /^(.*):(\d{1,5})$/.exec(text) ?? [];
  const isWhole = toHost(text) !== undefined;
  return isWhole || (toHost(host) !== undefined && toPort(port ?? '') !== undefined) ? text : undefined;
};
