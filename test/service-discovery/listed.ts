import type { ListedNetwork } from '../../src/discovery/docker/endpoints/listed-network.js';
import { readListedNetwork } from '../../src/discovery/docker/endpoints/listed-network.js';
import { type RunningContainer, readRunningContainer } from '../../src/discovery/docker/endpoints/running-container.js';
import { containerId } from '../support/fake-docker/made-up.js';

/** Entries of `GET /containers/json` as Docker writes them, of what a test is about; the rest is plain. */

export interface Entry {
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly mode?: string;
  /** By name: IPv4, and IPv6. */
  readonly networks?: Readonly<Record<string, readonly [string, string?]>>;
  /** `80`, `8080:80`, `127.0.0.1|8080:80`, each with `/udp` or without. */
  readonly ports?: readonly string[];
  readonly image?: string;
}

export function entry(number: number, given: Entry = {}): unknown {
  const { name = `c${number}`, labels = {}, mode = 'default', ports = [], image = 'shop/app:1' } = given;
  const { networks = { bridge: [`172.17.0.${number}`] } } = given;
  return {
    ...{ Id: containerId(number), Names: [`/${name}`], Image: image, ImageID: `sha256:${'0'.repeat(64)}` },
    ...{ Labels: labels, State: 'running', Status: 'Up 5 minutes', Created: 1_795_230_000 },
    HostConfig: { NetworkMode: mode },
    NetworkSettings: {
      Networks: Object.fromEntries(
        Object.entries(networks).map(([network, [ipv4, ipv6 = '']]) => [
          network,
          { NetworkID: `id-of-${network}`, IPAddress: ipv4, GlobalIPv6Address: ipv6 },
        ]),
      ),
    },
    Ports: ports.map(port),
    Mounts: [],
  };
}

function port(text: string): unknown {
  const [, ip, open, inside, type = 'tcp'] = /^(?:(.+)\|)?(?:(\d+):)?(\d+)(?:\/(\w+))?$/.exec(text) ?? [];
  const published = open && { IP: ip ?? '0.0.0.0', PublicPort: Number(open) };
  return { ...published, PrivatePort: Number(inside), Type: type };
}

export function container(number: number, given: Entry = {}): RunningContainer {
  const read = readRunningContainer(entry(number, given), () => true);
  if (!read) throw new Error('the entry is no container');
  return read;
}

export function networkEntry(name: string, given: Readonly<Record<string, unknown>> = {}) {
  return { Id: `id-of-${name}`, Name: name, Scope: 'local', Internal: false, Ingress: false, Labels: {}, ...given };
}

export function networks(...entries: readonly unknown[]): ReadonlyMap<string, ListedNetwork> {
  const read = entries.map((one) => readListedNetwork(one, () => true)).filter((one) => one !== undefined);
  return new Map(read.map((one) => [one.id, one]));
}
