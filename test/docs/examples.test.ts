import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pageBlocks } from '../support/page-examples.js';
import { repository } from '../support/real/repository.js';

/** Each example of the pages is run by a test, or has a reason why not. */

/** `names` is what that test calls the page it takes the example from, or what the example is about. */
type Example = { readonly test: string; readonly names: string } | { readonly notRun: string };

const run = (file: string, names: string): Example => ({ test: `test/${file}`, names });
const output: Example = { notRun: 'what a program prints' };
const sketch: Example = { notRun: 'no command: code or a picture in words' };
const compose = (file: string) => run('integration/deploy-compose.test.ts', file);
const units = (unit: string) => run('integration/deploy-systemd.vm.test.ts', unit);

/** By page, and the first line of the block. */
const examples: Readonly<Record<string, Readonly<Record<string, Example>>>> = {
  'README.md': {
    'npm ci && npm start': run('integration/process.test.ts', 'dist/main.js'),
    'npm ci && npm test': { notRun: 'it is what runs this' },
    'npm install --global ./release/out/container-exporter-0.1.0.tgz': run('integration/packages.test.ts', '--global'),
    'docker compose up -d': compose('compose.yaml'),
    'docker build -t container-exporter .': run('integration/docker-run.test.ts', 'README.md'),
    'scrape_configs:': run('docs/scrape-configs.test.ts', 'README.md'),
  },
  'CONTRIBUTING.md': {
    'const figures: Figures<PidsStat> = [': sketch,
    'git clone <this repository> && cd container-exporter': run('docs/pages.test.ts', 'CONTRIBUTING.md'),
    'src/main.ts           starts a command; the only file that touches the process': sketch,
    "sudo npx tsx test/record/record-host.ts test/fixtures/my-host --docker /var/run/docker.sock --container '^/demo-'":
      { notRun: 'writes the containers of whoever runs it into the repository' },
  },
  'dashboards/README.md': { 'apiVersion: 1': run('deploy/grafana.test.ts', 'provisioning') },
  'docs/architecture.md': { 'walk cgroupfs ──┬─> collectors that need `containers` ──────────────┐': sketch },
  'docs/deployment.md': {
    'docker compose up -d': compose('compose.yaml'),
    'docker compose -f deploy/compose.exporter.yaml up -d': compose('deploy/compose.exporter.yaml'),
    'docker run -d --name container-exporter -p 127.0.0.1:10882:10882 \\': run(
      'integration/docker-run.test.ts',
      'docs/deployment.md',
    ),
    'docker build -t registry.example.org/container-exporter:0.1.0 . && docker push registry.example.org/container-exporter:0.1.0':
      {
        notRun:
          'needs a registry and a swarm; docker-compose reads the file in test/integration/deploy-compose.test.ts',
      },
    'scrape_configs:': run('docs/scrape-configs.test.ts', 'docs/deployment.md'),
    'apt-get install ./container-exporter_0.1.0_all.deb': units('dpkg'),
    'kubectl apply -k deploy/kubernetes': {
      notRun: 'needs a cluster; test/deploy/kubernetes.test.ts checks the manifests',
    },
    'npm ci && npm run build && npm prune --omit=dev': units('container-exporter.service'),
    '[Service]': { notRun: 'a variable of the environment: test/cli/command-line.test.ts' },
    'groupadd --system docker-monitoring': units('docker-monitoring'),
  },
  'docs/docker-proxy.md': {
    'container-exporter docker-proxy --listen=unix:///run/safe-socket/docker.sock': run(
      'integration/docker-proxy-page.test.ts',
      'docs/docker-proxy.md',
    ),
    'services:': run('integration/docker-proxy-page.test.ts', 'docs/docker-proxy.md'),
    'container-exporter docker-proxy --listen=:2375 --listen.host-name=docker-proxy': run(
      'integration/docker-proxy-page.test.ts',
      'docs/docker-proxy.md',
    ),
  },
  'docs/doctor.md': {
    'node dist/main.js doctor': run('integration/doctor.test.ts', '--url='),
    'CRITICAL     cache holds 90 % of its memory limit and grows: 51 s left at this rate': run(
      'commands/doctor.test.ts',
      'docs/doctor.md',
    ),
    '# cron: mail only when something is wrong': { notRun: 'a line of a crontab' },
  },
  'docs/fleet.md': {
    '#cloud-config': run('docs/fleet.test.ts', 'YAML'),
    '- hosts: docker_hosts': run('docs/fleet.test.ts', 'YAML'),
    'scrape_configs:': run('docs/scrape-configs.test.ts', 'docs/fleet.md'),
    '- targets: [web-1.example.org:10882, web-2.example.org:10882]': run('docs/fleet.test.ts', 'YAML'),
    'apiVersion: kustomize.config.k8s.io/v1beta1': run('docs/fleet.test.ts', 'YAML'),
    'prometheus --enable-feature=agent --config.file=agent.yml     # Prometheus 2': {
      notRun: 'needs a place to send to; promtool checks its configuration in test/docs/scrape-configs.test.ts',
    },
    'global:': run('docs/scrape-configs.test.ts', 'docs/fleet.md'),
    'npm run bench:fleet -- --hosts=200 --containers=10 --keep=alerts': {
      notRun: 'takes five minutes and a Prometheus; test/bench/fleet.test.ts tests what it serves',
    },
  },
  'docs/migrate-from-cadvisor.md': {
    'container-exporter compare --cadvisor http://localhost:8080': run('commands/compare.test.ts', 'cadvisor'),
    'scrape_configs:': run('docs/scrape-configs.test.ts', 'docs/migrate-from-cadvisor.md'),
  },
  'docs/migrate-from-node_exporter.md': {
    'container-exporter compare --node-exporter http://localhost:9100': run(
      'integration/compare.test.ts',
      '--node-exporter',
    ),
  },
  'docs/releasing.md': {
    'npm run release:image -- --tag=container-exporter:0.1.0': run('release/image.test.ts', 'tag'),
    "npm version minor -m 'release: %s'    # or major, patch, 1.0.0-rc.1": run('release/version.test.ts', 'version'),
  },
  'docs/performance.md': {
    'npm run bench                     # some twenty minutes; needs root and cc': run(
      'integration/bench.test.ts',
      'bench',
    ),
  },
  'docs/promql.md': Object.fromEntries(
    [
      '# Cores in use, by container.',
      '# Memory as docker stats shows it.',
      '# Processes that the OOM killer killed in the last hour, in containers that still run.',
      '# At least one process of the container waited for CPU; 0.5 is half of the time.',
      '# Bytes received and sent per second.',
      '# Space left where Docker keeps its data, as a share.',
      '# Containers by state.',
      '# CPU by Compose project.',
      '# Memory with the restart policy and the Compose project.',
      '# Hosts that do not answer.',
    ].map((line) => [line, run('docs/promql.test.ts', 'docs/promql.md')]),
  ),
  'docs/service-discovery.md': {
    '# compose.yaml of the shop': run('service-discovery/page.test.ts', 'docs/service-discovery.md'),
    '# compose.yaml of a shop that pushes': run('service-discovery/page.test.ts', 'docs/service-discovery.md'),
    'scrape_configs:': run('docs/scrape-configs.test.ts', 'docs/service-discovery.md'),
    '- job_name: docker': run('service-discovery/page.test.ts', 'docs/service-discovery.md'),
    'rate(http_requests_total[5m]) * on (name) group_left container_memory_usage_bytes{name!=""}': run(
      'integration/service-discovery.test.ts',
      '* on (name) group_left container_memory_usage_bytes{name!=""}',
    ),
  },
  'docs/troubleshooting.md': {
    'node dist/main.js scrape --log.level=debug --log.format=pretty >/dev/null': run(
      'integration/process.test.ts',
      "'scrape'",
    ),
    'collector file-descriptors failed: cannot read /proc/4242/fd: EACCES': output,
  },
  'docs/web-configuration.md': {
    'tls_server_config:': run('docs/pages.test.ts', 'docs/web-configuration.md'),
    'container-exporter check-config web.yml': run('integration/web-config.test.ts', 'check-config'),
    'scrape_configs:': run('docs/scrape-configs.test.ts', 'docs/web-configuration.md'),
  },
  'docs/runbooks/README.md': {
    'rule_files:': run('docs/runbook-examples.test.ts', 'docs/runbooks/README.md'),
    'npm run rules -- --runbook-url=https://git.example.org/container-exporter/blob/main \\': run(
      'docs/runbook-examples.test.ts',
      'docs/runbooks/README.md',
    ),
  },
};

const markdown = (folder: string) =>
  readdirSync(join(repository, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const pages = [...markdown('.'), ...markdown('dashboards'), ...markdown('docs')]
  .concat('docs/runbooks/README.md')
  // Its examples are generated: migration.test.ts.
  .filter((page) => page !== 'docs/lean.md');
const firstLine = (text: string) => text.split('\n', 1)[0] ?? '';

test.each(pages)('each example of %s is run by a test, or has a reason why not', (page) => {
  const found = new Set(pageBlocks(page).map(({ text }) => firstLine(text)));
  expect([...found].sort()).toEqual(Object.keys(examples[page] ?? {}).sort());
});

test('the tests that run examples are there, and about them', () => {
  const named = Object.values(examples).flatMap((ofPage) => Object.values(ofPage));
  expect(Object.keys(examples).filter((page) => !pages.includes(page))).toEqual([]);
  for (const example of named) {
    if ('notRun' in example) continue;
    expect(readFileSync(join(repository, example.test), 'utf8'), example.test).toContain(example.names);
  }
});

/** These are for a host in trouble, so they are not run; a shell must understand them all the same. */
describe('the commands of the runbooks', () => {
  test.each(markdown('docs/runbooks').filter((page) => !page.endsWith('README.md')))('%s', (page) => {
    const blocks = pageBlocks(page);
    expect(blocks.length).toBeGreaterThan(2);
    expect(blocks.filter(({ language }) => language !== 'sh')).toEqual([]);
    for (const { text } of blocks) {
      const check = () => execFileSync('bash', ['-n'], { input: text, stdio: ['pipe', 'pipe', 'pipe'] });
      expect(check, text).not.toThrow();
    }
  });
});
