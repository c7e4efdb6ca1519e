import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test as base, beforeAll, expect, onTestFinished } from 'vitest';
import { dockerCli } from '../support/real/docker-cli.js';
import { connectEngine } from '../support/real/engine.js';
import { runExporter, type ServingExporter, serveExporter } from '../support/real/exporter-process.js';
import { busyboxImage, importBusyboxImage, missingBusybox } from '../support/real/images/busybox-image.js';
import { type RunningPrometheus, scrapeOf, startPrometheus } from '../support/real/prometheus.js';
import { type RelaySocket, startRelaySocket } from '../support/real/relay-socket.js';
import { lacking, missingCommand, missingEngine } from '../support/real/requirements.js';
import { until } from '../support/until.js';

/** Debian's Prometheus finds containers by Docker's socket and by the exporter, at once. */

const socket = '/var/run/docker.sock';
const engine = connectEngine(`unix://${socket}`);
const missing = [
  ...[missingCommand('docker', 'docker.io'), missingCommand('prometheus', 'prometheus'), missingBusybox()],
  await missingEngine(engine),
];
const test = base.skipIf(lacking('service discovery', missing));
const docker = dockerCli(`unix://${socket}`);
const prefix = `sd-${process.pid}-`;
const folder = mkdtempSync(join(tmpdir(), 'service-discovery-'));
const of = (name: string) => prefix + name;

const odd = ['a-b=1', 'a.b.c=2', 'ünï😀=é 漢', 'quote="\\x', 'empty=', '0=digit', 'a/c=d'].map(
  (label) => `--label=${label}`,
);
/** What `docker run` is given; those that share a network of another come after it. */
const kinds: readonly (readonly [string, ...string[]])[] = [
  ['bridge'],
  ['tcp', '--expose=80'],
  ['two-tcp', '--expose=80', '--expose=81'],
  ['udp', '--expose=53/udp'],
  ['both', '--expose=80', '--expose=53/udp'],
  ['sctp', '--expose=99/sctp'],
  ['published', '-p=80'],
  ['published-once', '-p=127.0.0.1::80', '--expose=81'],
  ['published-twice', '-p=127.0.0.1::80', '-p=127.0.0.2::80'],
  ['published-udp', '-p=127.0.0.1::53/udp'],
  ['range', '--expose=7000-7020'],
  ['network', `--network=${of('a')}`, '--expose=80'],
  ['two-networks', `--network=${of('a')}`],
  ['two-networks-tcp', `--network=${of('b')}`, '--expose=80', '--expose=81'],
  ['host', '--network=host'],
  ['host-tcp', '--network=host', '--expose=80'],
  ['none', '--network=none'],
  ['none-tcp', '--network=none', '--expose=80'],
  ['odd', ...odd],
  ['linked', `--link=${of('bridge')}:other`],
  ['paused', '--expose=80'],
  ['six', `--network=${of('six')}`, '--expose=80'],
  ['in-bridge', `--network=container:${of('tcp')}`],
  ['in-two', `--network=container:${of('two-networks-tcp')}`],
  ['in-host', `--network=container:${of('host')}`],
];

const start = (name: string, ...args: string[]) =>
  docker('run', '-d', `--name=${of(name)}`, ...args, busyboxImage, 'sleep', '600');

const serveMetrics = ['mkdir /www', 'echo "app_requests_total 5" > /www/metrics', 'exec httpd -f -p 8080 -h /www'];
const startApplication = (name: string, ...labels: string[]) =>
  docker(
    ...['run', '-d', `--name=${of(name)}`, ...labels.map((label) => `--label=${label}`), busyboxImage],
    ...['sh', '-c', serveMetrics.join('; ')],
  );

let exporter: ServingExporter;
let relayed: ServingExporter;
let relay: RelaySocket;
let prometheus: RunningPrometheus;

beforeAll(async () => {
  await importBusyboxImage(engine);
  relay = await startRelaySocket(socket);
  const networks = [
    [of('a'), '--label=my.label=x', '--label=ü=y'],
    [of('b'), '--internal'],
    [of('six'), '--ipv6', '--subnet=fd00:5d:1::/64'],
  ] as const;
  for (const [name, ...args] of networks) await docker('network', 'create', ...args, name);
  const [sharing, others] = [kinds.slice(-3), kinds.slice(0, -3)];
  await start(...(others[0] ?? ['']));
  await Promise.all(others.slice(1).map((kind) => start(...kind)));
  await docker('network', 'connect', of('b'), of('two-networks'));
  await docker('network', 'connect', of('a'), of('two-networks-tcp'));
  await docker('pause', of('paused'));
  await Promise.all(sharing.map((kind) => start(...kind)));
  await startApplication(
    'app',
    ...['prometheus.enable=true', 'prometheus.port=8080', 'prometheus.job=shop'],
    ...['com.docker.compose.project=p', 'com.docker.compose.service=s'],
  );
  await startApplication('kept', 'prometheus.enable=true', 'prometheus.port=8080');
  exporter = await serveExporter([`--docker.host=unix://${socket}`, '--sd.labels=*']);
  relayed = await serveExporter([`--docker.host=${relay.host}`, '--docker.timeout=1s']);

  // What is discovered matters here, and most of it listens to nothing.
  const drop = { relabel_configs: [{ source_labels: ['__address__'], action: 'drop', regex: '.*' }] };
  const every = { refresh_interval: '1s' };
  const sdOf = (url: string) => ({ http_sd_configs: [{ url, ...every }] });
  prometheus = await startPrometheus(
    [
      { job_name: 'real', docker_sd_configs: [{ host: `unix://${socket}`, ...every }], ...drop },
      { job_name: 'ours', ...sdOf(`${exporter.url}/sd/docker?match_first_network=false`), ...drop },
      { job_name: 'relayed', ...sdOf(`${relayed.url}/sd`), ...drop },
      { job_name: 'applications', ...sdOf(`${exporter.url}/sd`) },
      scrapeOf('exporter', exporter.url),
    ],
    1,
  );
});

afterAll(async () => {
  await prometheus?.stop();
  await Promise.all([exporter?.stop(), relayed?.stop()]);
  await relay?.remove();
  rmSync(folder, { recursive: true });
  const left = await docker('ps', '-aq', `--filter=name=^/?${prefix}`).catch(() => '');
  if (left) await docker('rm', '-f', ...left.split('\n'));
  const networks = await docker('network', 'ls', '-q', `--filter=name=^${prefix}`).catch(() => '');
  if (networks) await docker('network', 'rm', ...networks.split('\n'));
});

type Labels = Readonly<Record<string, string>>;

/** Of this test's containers, sorted, by name. */
async function discovered(job: string): Promise<Labels[]> {
  const { droppedTargets } = await prometheus.ask<{ droppedTargets: { discoveredLabels: Labels }[] }>('targets');
  return droppedTargets
    .map(({ discoveredLabels }) => discoveredLabels)
    .filter((labels) => labels.job === job && labels.__meta_docker_container_name?.startsWith(`/${prefix}`))
    .map(({ job: _, __meta_url, ...labels }) => labels)
    .sort((a, b) => (JSON.stringify(key(a)) < JSON.stringify(key(b)) ? -1 : 1));
}

const key = (labels: Labels) => Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));

/** Prometheus 2.42 says no images, and knows no networks of other containers; newer ones do. */
const asIn242 = (targets: readonly Labels[]) =>
  targets
    .filter((labels) => !labels.__meta_docker_container_network_mode?.startsWith('container:'))
    .map(({ __meta_docker_container_image, __meta_docker_container_image_id, ...labels }) => labels);

const namesOf = (targets: readonly Labels[]) =>
  new Set(targets.map((labels) => labels.__meta_docker_container_name?.slice(prefix.length + 1)));

/** Waits until both are of the same moment. */
async function same(what: string, isThere: (names: ReadonlySet<string | undefined>) => boolean): Promise<Labels[]> {
  let real: Labels[] = [];
  let ours: Labels[] = [];
  const isSame = () => JSON.stringify(real.map(key)) === JSON.stringify(asIn242(ours).map(key));
  await until(
    what,
    async () => {
      [real, ours] = await Promise.all([discovered('real'), discovered('ours')]);
      return isThere(namesOf(real)) && isSame();
    },
    { seconds: 15 },
  ).catch(() => {});
  expect(asIn242(ours)).toEqual(real);
  expect(isThere(namesOf(real)), what).toBe(true);
  return ours;
}

test('targets and labels are those of docker_sd_configs', async () => {
  const sharing = kinds.filter(([, ...args]) => args.some((arg) => arg.startsWith('--network=container:')));
  const own = kinds.filter((kind) => !sharing.includes(kind)).map(([name]) => name);
  const ours = await same('all are found', (names) => own.every((name) => names.has(name)));
  expect(ours.length).toBeGreaterThan(50);
  // Those that Debian's does not know: the other's addresses, by Prometheus' newer source.
  const addresses = (name: string) =>
    ours.filter((one) => one.__meta_docker_container_name === `/${of(name)}`).map(({ __address__ }) => __address__);
  for (const [name, owner] of [
    ['in-bridge', 'tcp'],
    ['in-two', 'two-networks-tcp'],
  ] as const) {
    const hosts = (all: readonly (string | undefined)[]) => [...new Set(all.map((one) => one?.split(':')[0]))].sort();
    expect(hosts(addresses(name)), name).toEqual(hosts(addresses(owner)));
  }
  expect(addresses('in-host')).toEqual([':80']);
});

test('they come and go as docker_sd_configs has them', async () => {
  await docker('rm', '-f', of('published'), of('none'), of('odd'));
  await docker('unpause', of('paused'));
  await docker('network', 'connect', of('a'), of('bridge'));
  await docker('network', 'disconnect', of('b'), of('two-networks'));
  await docker('rename', of('udp'), of('renamed'));
  await start('new', '--expose=90', `--network=${of('b')}`);
  const isThere = (names: ReadonlySet<string | undefined>) =>
    ['new', 'renamed'].every((name) => names.has(name)) &&
    !['published', 'none', 'odd', 'udp'].some((name) => names.has(name));
  await same('what changed', isThere);
});

test('an application is scraped by its labels, and joined with its container', async () => {
  const name = of('app');
  const [up] = await until('it is scraped', async () => {
    const found = await prometheus.instant(`app_requests_total{name="${name}"}`);
    return found.length > 0 && found;
  });
  const [{ metric: container = {} } = {}] = await until('the exporter is scraped', async () => {
    const found = await prometheus.instant(`container_memory_usage_bytes{name="${name}"}`);
    return found.length > 0 && found;
  });
  expect(up?.metric).toEqual({
    __name__: 'app_requests_total',
    ...{ job: 'shop', instance: expect.stringMatching(/:8080$/), name, image: container.image },
    compose_project: container.container_label_com_docker_compose_project,
    compose_service: container.container_label_com_docker_compose_service,
  });
  expect([up?.metric.compose_project, up?.metric.compose_service]).toEqual(['p', 's']);
  const joined = 'app_requests_total * on (name) group_left container_memory_usage_bytes{name!=""}';
  const [product] = await prometheus.instant(joined);
  expect(product?.metric.name).toBe(name);
  expect(product?.values[0]).toBeGreaterThan(5 * 4096);
});

test('behind docker-proxy the same is found, with the labels that are let through by default', async () => {
  const safe = join(folder, 'docker.sock');
  const proxy = runExporter(['docker-proxy', `--listen=unix://${safe}`, `--docker.host=unix://${socket}`]);
  const behind = await serveExporter([`--docker.host=unix://${safe}`]);
  const direct = await serveExporter([`--docker.host=unix://${socket}`]);
  onTestFinished(async () => {
    proxy.process.kill();
    await Promise.all([behind.stop(), direct.stop(), proxy.exited]);
  });
  await until('the proxy listens', () => existsSync(safe));
  const groupsOf = async ({ url }: ServingExporter, path: string): Promise<{ labels: Labels }[]> => {
    const groups = (await (await fetch(`${url}${path}`)).json()) as { labels: Labels }[];
    return groups.filter(({ labels }) => labels.__meta_docker_container_name?.startsWith(`/${prefix}`));
  };
  for (const path of ['/sd', '/sd/docker']) {
    const through = await until('it answers', async () => {
      const response = await fetch(`${behind.url}${path}`);
      return response.ok && groupsOf(behind, path);
    });
    expect(through.length).toBeGreaterThan(path === '/sd' ? 1 : 25);
    expect(through).toEqual(await groupsOf(direct, path));
  }
});

test('it is behind the password like everything, and can be turned off', async () => {
  const config = join(folder, 'web.yml');
  writeFileSync(config, `basic_auth_users:\n  x: $2y$04$${'a'.repeat(53)}\n`);
  const [closed, off] = await Promise.all([
    serveExporter([`--web.config.file=${config}`]),
    serveExporter(['--web.disable-sd']),
  ]);
  onTestFinished(async () => void (await Promise.all([closed.stop(), off.stop()])));
  for (const path of ['/sd', '/sd/docker']) {
    expect((await fetch(`${closed.url}${path}`)).status).toBe(401);
    expect((await fetch(`${off.url}${path}`)).status).toBe(404);
    expect((await fetch(`${exporter.url}${path}`)).status).toBe(200);
  }
});

test('targets stay while the daemon hangs, is stopped and comes back', async () => {
  const failures = async () => {
    const text = await (await fetch(`${prometheus.url}/metrics`)).text();
    return Number(/^prometheus_sd_http_failures_total (\d+)$/m.exec(text)?.[1]);
  };
  const targets = async () => namesOf(await discovered('relayed'));
  await until('it is found', async () => (await targets()).has('kept'));
  for (const fail of [relay.hang, relay.stop]) {
    await fail();
    const before = await failures();
    await until('Prometheus has noticed twice', async () => (await failures()) >= before + 2);
    expect([...(await targets())]).toEqual(['kept']);
    await relay.resume();
  }
  await startApplication('late', 'prometheus.enable=true', 'prometheus.port=8080');
  await until('what came since is found', async () => (await targets()).has('late'));
  await docker('rm', '-f', of('kept'));
  await until('what went since is gone', async () => !(await targets()).has('kept'));
});
