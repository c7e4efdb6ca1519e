import { describe, expect, it } from 'vitest';
import type { Reach } from '../../src/service-discovery/reach.js';
import { readyTargets } from '../../src/service-discovery/ready-targets.js';
import { containerId } from '../support/fake-docker/made-up.js';
import { container, type Entry } from './listed.js';

const here: Reach = { address: 'container', network: undefined, host: undefined };
const on = { 'prometheus.enable': 'true' };
let complaints: string[] = [];

function discover(entries: readonly Entry[], reach: Partial<Reach> = {}, prefix = 'prometheus') {
  complaints = [];
  const containers = entries.map((given, i) => container(i + 1, given));
  const options = {
    ...{
      prefix,
      isShown: () => false,
      isWanted: () => true,
      cut: (text: string) => text,
      reach: { ...here, ...reach },
    },
    complain: (_: unknown, reason: string) => void complaints.push(reason),
  };
  return [...readyTargets(containers, options)];
}
const addresses = (given: Entry | readonly Entry[], reach: Partial<Reach> = {}) =>
  discover(Array.isArray(given) ? given : [given as Entry], reach).map(({ targets }) => targets[0]);
/** Without what docker_sd has too. */
const labelsOf = (labels: Readonly<Record<string, string>>, prefix?: string) => {
  const [group] = discover([{ labels, ports: ['80'] }], {}, prefix);
  return group && Object.fromEntries(Object.entries(group.labels).filter(([name]) => !name.startsWith('__meta_')));
};
const identity = { name: 'c1', image: 'shop/app:1' };

describe('labels', () => {
  it('make targets only where they say so', () => {
    const given = [{}, { 'prometheus.port': '80' }, { 'prometheus.enable': 'false' }, { 'prometheus.enable': 'yes' }];
    for (const labels of given) expect(labelsOf(labels)).toBeUndefined();
    expect(labelsOf(on)).toEqual(identity);
    expect(labelsOf({ 'prometheus.io/scrape': 'true' })).toEqual(identity);
    expect(labelsOf({ 'prometheus.io/scrape': 'true', 'prometheus.enable': 'false' })).toBeUndefined();
  });

  it('say how', () => {
    const labels = {
      ...on,
      'prometheus.path': '/a/metrics',
      'prometheus.scheme': 'https',
      'prometheus.job': 'shop',
      'prometheus.interval': '1m',
      'prometheus.timeout': '20s',
      'prometheus.param.module': 'http 2xx',
      'com.docker.compose.project': 'p',
      'com.docker.compose.service': 's',
    };
    expect(labelsOf(labels)).toEqual({
      ...identity,
      __metrics_path__: '/a/metrics',
      __scheme__: 'https',
      __scrape_interval__: '1m',
      __scrape_timeout__: '20s',
      __param_module: 'http 2xx',
      job: 'shop',
      compose_project: 'p',
      compose_service: 's',
    });
  });

  it("may be Kubernetes' annotations, or of another prefix", () => {
    const kubernetes = { path: '/k', scheme: 'https', param_x: '1' };
    const labels = Object.fromEntries(
      Object.entries(kubernetes).map(([name, value]) => [`prometheus.io/${name}`, value]),
    );
    const told = { __metrics_path__: '/k', __scheme__: 'https', __param_x: '1' };
    expect(labelsOf({ ...labels, 'prometheus.io/scrape': 'true' })).toEqual({ ...identity, ...told });
    expect(labelsOf({ 'org.acme.enable': '1', 'org.acme.path': '/x' }, 'org.acme')).toMatchObject({
      __metrics_path__: '/x',
    });
    expect(labelsOf(on, 'org.acme')).toBeUndefined();
  });

  it.each([
    ['30s', '10s'],
    ['5s', '5s'],
    ['1m30s', '10s'],
  ])('with the interval %s have no timeout that Prometheus refuses', (interval, timeout) => {
    expect(labelsOf({ ...on, 'prometheus.interval': interval })).toMatchObject({
      __scrape_interval__: interval,
      __scrape_timeout__: timeout,
    });
  });

  it.each([
    ['port', '0'],
    ['port', '80:81'],
    ['port', '65536'],
    ['port', ''],
    ['port', '1,2,x'],
    ['path', 'metrics'],
    ['path', '/a?b=c'],
    ['path', '/a b'],
    ['scheme', 'ftp'],
    ['interval', '10ms'],
    ['interval', '-5s'],
    ['interval', ''],
    ['timeout', '5'],
    ['job', 'a\nb'],
    ['network', ''],
    ['param.a-b', 'x'],
    ['path', `/${'a'.repeat(2000)}`],
  ])('that are wrong make no target, and are named: %s=%j', (field, value) => {
    expect(labelsOf({ ...on, [`prometheus.${field}`]: value })).toBeUndefined();
    expect(complaints).toEqual([expect.stringMatching(/^label prometheus\..*: expected /)]);
  });

  it('of one that exposes no port or several, and names none, are not enough', () => {
    expect(addresses([{ labels: on }, { labels: on, ports: ['1', '2'] }, { labels: on, ports: ['1/udp'] }])).toEqual(
      [],
    );
    expect(complaints).toHaveLength(3);
    expect(addresses({ labels: on, ports: ['9:80', '::|9:80'] })).toEqual(['172.17.0.1:80']);
    const labels = { ...on, 'prometheus.port': '90, 91,90' };
    expect(addresses({ labels, ports: ['80'] })).toEqual(['172.17.0.1:90', '172.17.0.1:91']);
  });

  it('set no other label', () => {
    const labels = {
      ...on,
      'prometheus.__address__': '1.2.3.4',
      'prometheus.instance': 'x',
      'prometheus.param.__address__': 'x',
    };
    const [group] = discover([{ labels, ports: ['80'] }]);
    expect(group?.targets).toEqual(['172.17.0.1:80']);
    expect(Object.keys(group?.labels ?? {})).not.toContain('__address__');
    expect(group?.labels).toMatchObject({ __param___address__: 'x' });
  });
});

const labelled = (more: Readonly<Record<string, string>> = {}) => ({ ...on, 'prometheus.port': '80', ...more });
const two = { mode: 'a', networks: { a: ['10.0.0.2'], shop_b: ['10.0.1.2'] } } as const;

describe('the address', () => {
  it.each<[string, Entry, Partial<Reach>, string[]]>([
    ['in a bridge', {}, {}, ['172.17.0.1:80']],
    ['in the first of several networks', two, {}, ['10.0.0.2:80']],
    ['in the network that Prometheus is in', two, { network: 'shop_b' }, ['10.0.1.2:80']],
    ['in no network that Prometheus is in', two, { network: 'c' }, []],
    [
      'in the network that a label names',
      { ...two, labels: labelled({ 'prometheus.network': 'shop_b' }) },
      { network: 'a' },
      ['10.0.1.2:80'],
    ],
    [
      'in the network that a label names as its compose file does',
      { ...two, labels: labelled({ 'prometheus.network': 'b', 'com.docker.compose.project': 'shop' }) },
      {},
      ['10.0.1.2:80'],
    ],
    ['in IPv6 alone', { networks: { six: ['', 'fd00::5'] } }, {}, ['[fd00::5]:80']],
    [
      'of a swarm task, not in the routing mesh',
      { networks: { ingress: ['10.0.0.3'], web: ['10.0.9.3'] } },
      {},
      ['10.0.9.3:80'],
    ],
    ['of a swarm task in the routing mesh alone', { networks: { ingress: ['10.0.0.3'] } }, {}, ['10.0.0.3:80']],
    ['in the host network', { mode: 'host', networks: { host: [''] } }, {}, ['localhost:80']],
    [
      'in the host network, by its name',
      { mode: 'host', networks: { host: [''] } },
      { host: 'fd00::1' },
      ['[fd00::1]:80'],
    ],
    ['without a network', { mode: 'none', networks: { none: [''] } }, {}, []],
    ['while it restarts', { networks: { bridge: [''] } }, {}, []],
    ['that the daemon gives wrong', { networks: { bridge: ['evil.example'] } }, {}, []],
    ['published', { ports: ['8080:80', '::|8080:80'] }, { address: 'published' }, ['localhost:8080']],
    ['published, from elsewhere', { ports: ['8080:80'] }, { address: 'published', host: 'box' }, ['box:8080']],
    ['published on one address', { ports: ['10.1.1.1|8080:80'] }, { address: 'published' }, ['10.1.1.1:8080']],
    ['published for this host alone', { ports: ['127.0.0.1|8080:80'] }, { address: 'published' }, ['127.0.0.1:8080']],
    [
      'published for this host alone, from elsewhere',
      { ports: ['127.0.0.1|8080:80'] },
      { address: 'published', host: 'box' },
      [],
    ],
    ['published in UDP', { ports: ['8080:80/udp'] }, { address: 'published' }, []],
    ['that is not published', { ports: ['80'] }, { address: 'published' }, []],
    ['by name', two, { address: 'name' }, ['c1:80']],
    ['by name, where Docker resolves none', {}, { address: 'name' }, ['172.17.0.1:80']],
  ])('%s', (_, given, reach, expected) => {
    expect(addresses({ labels: labelled(), ...given }, reach)).toEqual(expected);
  });

  it.each<[string, Partial<Reach>, string]>([
    ['container', {}, '10.0.0.2:80'],
    ['name', { address: 'name' }, 'web:80'],
    ['published', { address: 'published', host: 'box' }, 'box:8080'],
  ])('of one in the network of another is that one’s (%s)', (_, reach, expected) => {
    const owner: Entry = { name: 'web', mode: 'a', networks: { a: ['10.0.0.2'] }, ports: ['8080:80'] };
    const sharing: Entry = { labels: labelled(), networks: {}, mode: `container:${containerId(1)}` };
    expect(addresses([owner, sharing], reach)).toEqual([expected]);
    expect(discover([owner, sharing], reach)[0]?.labels.name).toBe('c2');
  });

  it('of one in the network of another that has gone, or of the host', () => {
    const sharing: Entry = { labels: labelled(), networks: {}, mode: `container:${containerId(1)}` };
    expect(addresses([{ mode: `container:${containerId(9)}`, networks: {} }, sharing])).toEqual([]);
    expect(addresses([{ mode: 'host', networks: { host: [''] } }, sharing])).toEqual(['localhost:80']);
  });
});
