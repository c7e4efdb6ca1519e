import { describe, expect, it } from 'vitest';
import { type DockerSdOptions, dockerSdDefaults, dockerTargets } from '../../src/service-discovery/docker-targets.js';
import { containerId } from '../support/fake-docker/made-up.js';
import { container, type Entry, networkEntry, networks } from './listed.js';

/** By Prometheus' discovery/moby/docker.go. test/integration/service-discovery.test.ts has Prometheus itself beside it. */

const complaints: string[] = [];
const discover = (
  entries: readonly Entry[],
  options: Partial<DockerSdOptions> = {},
  listed = networks(networkEntry('bridge')),
) => {
  const containers = entries.map((given, i) => container(i + 1, given));
  const choice = { isWanted: () => true, complain: (_: unknown, reason: string) => void complaints.push(reason) };
  return [...dockerTargets(containers, listed, { ...dockerSdDefaults, ...options }, choice)];
};
const addresses = (...args: Parameters<typeof discover>) => discover(...args).map(({ targets }) => targets[0]);

describe('dockerTargets', () => {
  it('has all meta labels of a container, its network and its port', () => {
    const labels = { 'com.docker.compose.project': 'shop', 'a-b': '1', 'a.b': '2', 'ü😀': 'x' };
    const listed = networks(networkEntry('shop', { Internal: true, Scope: 'swarm', Labels: { 'my.net': 'y' } }));
    const given = { labels, mode: 'shop', networks: { shop: ['10.0.0.2'] as const }, ports: ['127.0.0.1|8080:80'] };
    expect(discover([given], {}, listed)).toEqual([
      {
        targets: ['10.0.0.2:80'],
        labels: {
          __meta_docker_container_id: containerId(1),
          __meta_docker_container_name: '/c1',
          __meta_docker_container_image: 'shop/app:1',
          __meta_docker_container_image_id: `sha256:${'0'.repeat(64)}`,
          __meta_docker_container_network_mode: 'shop',
          __meta_docker_container_label_com_docker_compose_project: 'shop',
          __meta_docker_container_label_a_b: '1',
          // One for each character, as Go's regular expressions count.
          __meta_docker_container_label___: 'x',
          __meta_docker_network_id: 'id-of-shop',
          __meta_docker_network_name: 'shop',
          __meta_docker_network_scope: 'swarm',
          __meta_docker_network_internal: 'true',
          __meta_docker_network_ingress: 'false',
          __meta_docker_network_ip: '10.0.0.2',
          __meta_docker_network_label_my_net: 'y',
          __meta_docker_port_private: '80',
          __meta_docker_port_public: '8080',
          __meta_docker_port_public_ip: '127.0.0.1',
        },
      },
    ]);
  });

  it.each<[string, Entry, Partial<DockerSdOptions>, string[]]>([
    ['one for each TCP port', { ports: ['80', '81', '82/udp'] }, {}, ['172.17.0.1:80', '172.17.0.1:81']],
    [
      'one for each address that a port is published on',
      { ports: ['9:80', '::|9:80'] },
      {},
      Array(2).fill('172.17.0.1:80'),
    ],
    ['the port 80 without a TCP port', { ports: ['53/udp'] }, {}, ['172.17.0.1:80']],
    ['the port that is asked for without a TCP port', {}, { port: 9100 }, ['172.17.0.1:9100']],
    ['no port for the host network', { mode: 'host', networks: { host: [''] } }, {}, ['localhost']],
    ['the host that is asked for', { mode: 'host', networks: { host: [''] } }, { hostNetworkingHost: 'h:1' }, ['h:1']],
    ['no host without a network', { mode: 'none', networks: { none: [''] } }, {}, [':80']],
    ['the IPv6 address where there is no other', { networks: { six: ['', 'fd00::5'] } }, {}, ['[fd00::5]:80']],
    [
      'the first of its networks by name',
      { networks: { b: ['10.0.1.2'], B: ['10.0.2.2'], a: ['10.0.0.2'] } },
      {},
      ['10.0.2.2:80'],
    ],
    ['nothing of one in no network', { networks: {} }, {}, []],
    [
      'all of its networks where they are asked for',
      { networks: { b: ['10.0.1.2'], a: ['10.0.0.2'] }, ports: ['1', '2'] },
      { matchFirstNetwork: false },
      ['10.0.0.2:1', '10.0.0.2:2', '10.0.1.2:1', '10.0.1.2:2'],
    ],
  ])('has %s', (_, given, options, expected) => {
    expect(addresses([given], options)).toEqual(expected);
  });

  it('has the network of the container that another shares, through others, with its own ports', () => {
    const first: Entry = { networks: { shop: ['10.0.0.2'] }, ports: ['80'] };
    const sharing = (number: number): Entry => ({ networks: {}, mode: `container:${containerId(number)}` });
    const entries = [first, { ...sharing(1), ports: ['81'] }, sharing(2), sharing(5), sharing(4)];
    expect(addresses(entries)).toEqual(['10.0.0.2:80', '10.0.0.2:81', '10.0.0.2:80']);
  });

  it('has the own networks of one that shares another’s and has some', () => {
    const mode = `container:${containerId(1)}`;
    expect(addresses([{}, { mode, networks: { shop: ['10.0.0.2'] } }])).toEqual(['172.17.0.1:80', '10.0.0.2:80']);
  });

  it('tells the IPv6 address where there is no other, and nothing else of a network that is not listed', () => {
    const [group] = discover([{ networks: { six: ['', 'fd00::5'] } }]);
    const told = Object.entries(group?.labels ?? {}).filter(([name]) => name.startsWith('__meta_docker_network_'));
    expect(told).toEqual([['__meta_docker_network_ip', 'fd00::5']]);
  });

  it('leaves out what one container exposes beyond a thousand targets, and says so, and no other', () => {
    const many = Array.from({ length: 1100 }, (_, i) => `${i + 1}`);
    complaints.length = 0;
    expect(addresses([{ ports: many }, { ports: ['80'] }])).toHaveLength(1001);
    expect(complaints).toEqual(['it has more than 1000 targets, and the rest is left out']);
  });
});
