import { assert, constantFrom, dictionary, oneof, property, record, string } from 'fast-check';
import { expect, it } from 'vitest';
import { dockerSdDefaults, dockerTargets } from '../../src/service-discovery/docker-targets.js';
import { readyTargets } from '../../src/service-discovery/ready-targets.js';
import type { TargetGroup } from '../../src/service-discovery/target-group.js';
import { container, networkEntry, networks } from './listed.js';

/** Whatever a container's labels say, the answer is one that Prometheus takes, and leads to that container alone. */

const text = oneof(
  string({ unit: 'binary', maxLength: 30 }),
  constantFrom('true', '80', '1,2', '/metrics', 'evil.example:80', '@evil', '[::1]', '10.9.9.9', '30s', '', 'https'),
);
const field = constantFrom(
  ...['enable', 'port', 'path', 'scheme', 'network', 'job', 'interval', 'timeout', 'host', 'address', 'labels.job'],
  ...['param.a', 'param.__address__', 'param.', '__address__', 'param.ü'],
);
const name = oneof(
  field.map((one) => `prometheus.${one}`),
  constantFrom('prometheus.io/scrape', 'prometheus.io/port', 'prometheus.io/path', 'prometheus.io/param_x'),
  constantFrom('__proto__', 'constructor', 'com.docker.compose.project', 'com.docker.compose.service'),
  string({ unit: 'binary', maxLength: 20 }),
);
const input = record({
  labels: dictionary(name, text, { maxKeys: 12 }),
  on: constantFrom({}, { 'prometheus.enable': 'true', 'prometheus.port': '80' }),
  address: constantFrom('container' as const, 'published' as const, 'name' as const),
});

const own = new Set(['172.17.0.1', '10.0.0.2', 'c1', 'box']);
const settable =
  /^(?:__metrics_path__|__scheme__|__scrape_interval__|__scrape_timeout__|__param_\w+|job|name|image|compose_project|compose_service|__meta_docker_\w+)$/;

function check(groups: Iterable<TargetGroup>): number {
  const told = JSON.parse(JSON.stringify([...groups])) as { targets: string[]; labels: Record<string, unknown> }[];
  for (const { targets, labels } of told) {
    expect(targets).toHaveLength(1);
    const [, host = '', port = ''] = /^([^:]*):(\d+)$/.exec(targets[0] ?? '') ?? [];
    expect([...own]).toContain(host);
    expect(Number(port)).toBeGreaterThan(0);
    expect(Number(port)).toBeLessThan(65_536);
    for (const [label, value] of Object.entries(labels)) {
      expect(label).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/);
      expect(label).toMatch(settable);
      expect(typeof value).toBe('string');
    }
    if (labels.__scheme__ !== undefined) expect(labels.__scheme__).toMatch(/^https?$/);
    if (labels.__metrics_path__ !== undefined) expect(labels.__metrics_path__).toMatch(/^\/[^\s?#\\]*$/);
    for (const label of ['__scrape_interval__', '__scrape_timeout__'])
      if (labels[label] !== undefined) expect(labels[label]).toMatch(/^(?:\d+(?:ms|[dhms]))+$/);
    expect(labels.name ?? 'c1').toBe('c1');
  }
  return told.length;
}

it('holds for any labels', () => {
  let found = 0;
  assert(
    property(input, ({ labels, on, address }) => {
      const attached = { bridge: ['172.17.0.1'], shop: ['10.0.0.2'] } as const;
      const one = container(1, { labels: { ...labels, ...on }, networks: attached, ports: ['8080:80'] });
      const choice = { isWanted: () => true, complain: () => {} };
      const reach = { address, network: undefined, host: 'box' };
      const options = { ...choice, prefix: 'prometheus', isShown: () => true, cut: (value: string) => value, reach };
      found += check(readyTargets([one], options));
      const listed = networks(networkEntry('bridge', { Labels: labels }));
      expect(check(dockerTargets([one], listed, dockerSdDefaults, choice))).toBe(1);
    }),
    { numRuns: 2000 },
  );
  // Not for want of targets.
  expect(found).toBeGreaterThan(200);
});
