import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test as base, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ruleFiles } from '../alerts/rule-files.js';
import { lacking, missingCommand, missingRoot } from '../support/real/requirements.js';
import { mounts, readCompose } from './compose-file.js';

const { services } = readCompose('compose.yaml');
const { prometheus = {}, alertmanager = {} } = services;
const missing = [
  ...[missingCommand('promtool', 'prometheus'), missingCommand('amtool', 'prometheus-alertmanager')],
  ...[missingCommand('unshare', 'util-linux'), missingRoot()],
];
const rootTest = base.skipIf(lacking("compose's configurations", missing));

/** Runs a command that sees the files compose mounts where the container sees them. */
function withMounts(service: typeof prometheus, directory: string, ...command: string[]): string {
  const files = mounts(service).filter(({ target }) => target.startsWith(`${directory}/`));
  const binds = files.map(({ source, target }) => {
    const make = /\.(?:yml|sh)$/.test(source) ? `touch ${target}` : `mkdir ${target}`;
    return `${make}; mount --bind ${source} ${target}`;
  });
  const script = ['set -e', 'mount -t tmpfs none /etc', `mkdir ${directory}`, ...binds, 'exec "$@"'].join('\n');
  return execFileSync('unshare', ['--mount', 'sh', '-c', script, 'sh', ...command], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

const configFile = ({ command = [] }: typeof prometheus) =>
  command.find((flag) => flag.startsWith('--config.file='))?.split('=')[1] ?? '';

rootTest('promtool takes the configuration with all rules, in their places', () => {
  const said = withMounts(prometheus, '/etc/prometheus', 'promtool', 'check', 'config', configFile(prometheus));
  for (const path of ruleFiles)
    expect(said).toMatch(new RegExp(`rules/${basename(path)}\\n\\s+SUCCESS: \\d+ rules found`));
});

rootTest('amtool takes the configuration in its place', () => {
  const said = withMounts(alertmanager, '/etc/alertmanager', 'amtool', 'check-config', configFile(alertmanager));
  expect(said).toContain('SUCCESS');
});

test('the configuration speaks of services by their names and ports', () => {
  const [mount] = mounts(prometheus).filter(({ target }) => target === configFile(prometheus));
  const { alerting, scrape_configs: jobs } = parse(readFileSync(mount?.source ?? '', 'utf8')) as {
    alerting: { alertmanagers: { static_configs: { targets: string[] }[] }[] };
    scrape_configs: { job_name: string; http_sd_configs?: { url: string }[] }[];
  };
  expect(alerting.alertmanagers[0]?.static_configs).toEqual([{ targets: ['alertmanager:9093'] }]);
  expect(alertmanager.ports?.[0]).toMatch(/:9093$/);
  // ContainerExporterDown knows the job by this name.
  expect(jobs[0]).toEqual({
    job_name: 'container-exporter',
    file_sd_configs: [{ files: ['/run/targets/exporter.json'] }],
  });
  const [found] = jobs[1]?.http_sd_configs ?? [];
  const { host, pathname, searchParams } = new URL(found?.url ?? '');
  expect([host, pathname]).toEqual(['exporter:10882', '/sd']);
  expect(prometheus.networks).toContain(searchParams.get('network'));
  expect(prometheus.extra_hosts).toContain(`${searchParams.get('host')}:host-gateway`);
  for (const other of [services.exporter, alertmanager]) {
    expect(other?.networks?.some((network) => prometheus.networks?.includes(network))).toBe(true);
  }
});
