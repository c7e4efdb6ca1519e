import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { readDockerSdQuery, readReachQuery } from '../../src/http/sd-query.js';
import type { Reach } from '../../src/service-discovery/reach.js';
import { readyTargets } from '../../src/service-discovery/ready-targets.js';
import { pageExamples } from '../support/page-examples.js';
import { container } from './listed.js';

/** The examples of docs/service-discovery.md do what the page says. */

const examples = pageExamples('docs/service-discovery.md');
const starting = (text: string) => examples.find((block) => block.startsWith(text)) ?? '';
const queryOf = (job: { http_sd_configs: { url: string }[] }) => new URL(job.http_sd_configs[0]?.url ?? '');

interface Compose {
  readonly services: Readonly<Record<string, { networks?: string[]; labels?: Record<string, string> }>>;
  readonly networks: Readonly<Record<string, { external: boolean }>>;
}

it.each([
  ['# compose.yaml of the shop\n', 'shop', '10.0.9.2:8080'],
  ['# compose.yaml of a shop that pushes\n', 'statsd', '10.0.9.2:9102'],
])('%s', (start, service, address) => {
  const { services, networks }: Compose = parse(starting(start));
  const { labels = {}, networks: attached } = services[service] ?? {};
  expect(attached).toEqual(['default', 'monitored']);
  expect(networks.monitored?.external).toBe(true);
  const { scrape_configs: jobs } = parse(starting('scrape_configs:'));
  const url = queryOf(jobs[0]);
  const reach: Reach = readReachQuery(url.searchParams);
  const compose = { 'com.docker.compose.project': 'p', 'com.docker.compose.service': service };
  const given = { p_default: ['10.0.1.2'], monitored: ['10.0.9.2'] } as const;
  const one = container(1, { labels: { ...labels, ...compose }, networks: given });
  const choice = { isWanted: () => true, complain: () => {} };
  const options = { ...choice, prefix: 'prometheus', isShown: () => false, cut: (text: string) => text, reach };
  const [target, ...others] = readyTargets([one], options);
  expect(others).toEqual([]);
  expect([url.pathname, target?.targets[0], target?.labels.compose_project]).toEqual(['/sd', address, 'p']);
});

it('the query of docker_sd_configs', () => {
  const [job] = parse(starting('- job_name: docker'));
  const { pathname, searchParams } = queryOf(job);
  expect(pathname).toBe('/sd/docker');
  expect(readDockerSdQuery(searchParams).matchFirstNetwork).toBe(false);
});
