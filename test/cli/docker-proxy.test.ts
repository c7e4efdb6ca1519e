import { expect, it } from 'vitest';
import { knowsCollectors, readCommandLine } from '../../src/cli/command-line.js';
import { defaultContainerLabels } from '../../src/discovery/identity.js';

const read = (argv: readonly string[], env: Record<string, string> = {}) =>
  readCommandLine({
    argv: ['docker-proxy', ...argv],
    env,
    probe: () => 'missing',
    collectors: [],
    version: '1.2.3',
  });

it('has defaults for all but where it listens', () => {
  expect(read(['--listen=unix:///run/safe/docker.sock'])).toEqual({
    kind: 'docker-proxy',
    config: {
      listenAddresses: [{ kind: 'unix', path: '/run/safe/docker.sock' }],
      listenMode: 0o660,
      listenOwner: { uid: undefined, gid: undefined },
      hostNames: [],
      upstream: { kind: 'unix', path: '/var/run/docker.sock' },
      labels: [...defaultContainerLabels, 'prometheus.*'],
      allow: [],
      log: { level: 'info', format: 'json' },
    },
  });
});

it('reads every flag', () => {
  const command = read([
    ...['--listen=unix:/a.sock', '--listen', '127.0.0.1:2375', '--listen.mode=600', '--listen.owner=1000:998'],
    ...['--docker.host=tcp://10.0.0.1:2375', '--container.labels=a.*,b', '--allow=/events,/containers/{id}/logs'],
    ...['--listen.host-name=Docker-Proxy,10.0.0.7', '--listen.host-name=[FD00:0::1]'],
    ...['--log.level=error', '--log.format=pretty'],
  ]);
  expect(command).toMatchObject({
    config: {
      listenAddresses: [
        { kind: 'unix', path: '/a.sock' },
        { kind: 'tcp', host: '127.0.0.1', port: 2375 },
      ],
      listenMode: 0o600,
      listenOwner: { uid: 1000, gid: 998 },
      hostNames: ['docker-proxy', '10.0.0.7', 'fd00::1'],
      upstream: { kind: 'tcp', host: '10.0.0.1', port: '2375' },
      labels: ['a.*', 'b'],
      allow: [{ text: '/events' }, { text: '/containers/{id}/logs' }],
      log: { level: 'error', format: 'pretty' },
    },
  });
});

it('takes its own variables, and none that tell others where Docker is', () => {
  const env = {
    CONTAINER_EXPORTER_DOCKER_PROXY_LISTEN: 'unix:///run/safe/docker.sock',
    CONTAINER_EXPORTER_DOCKER_PROXY_LISTEN_OWNER: ':5',
    CONTAINER_EXPORTER_DOCKER_PROXY_ALLOW: '/events',
    CONTAINER_EXPORTER_DOCKER_HOST: 'unix:///run/safe/docker.sock',
    DOCKER_HOST: 'unix:///run/safe/docker.sock',
  };
  expect(read([], env)).toMatchObject({
    kind: 'docker-proxy',
    config: {
      listenOwner: { uid: undefined, gid: 5 },
      allow: [{ text: '/events' }],
      upstream: { kind: 'unix', path: '/var/run/docker.sock' },
    },
  });
  expect(read([], { ...env, CONTAINER_EXPORTER_DOCKER_PROXY_DOCKER_HOST: '/run/real.sock' })).toMatchObject({
    config: { upstream: { kind: 'unix', path: '/run/real.sock' } },
  });
});

it('refuses a variable of its own that belongs to no flag, and leaves those of others alone', () => {
  const others = {
    CONTAINER_EXPORTER_WEB_LISTEN_ADRESS: ':1',
    CONTAINER_EXPORTER_DOCKER_PROXY_SERVICE_HOST: '10.0.0.1',
    CONTAINER_EXPORTER_DOCKER_PROXY_PORT: 'tcp://10.0.0.1:2375',
  };
  expect(read(['--listen=unix:/a.sock'], others)).toMatchObject({ kind: 'docker-proxy' });
  expect(read(['--listen=unix:/a.sock'], { ...others, CONTAINER_EXPORTER_DOCKER_PROXY_ALOW: '/events' })).toEqual({
    kind: 'failure',
    exitCode: 2,
    message:
      'CONTAINER_EXPORTER_DOCKER_PROXY_ALOW: belongs to no flag. Did you mean CONTAINER_EXPORTER_DOCKER_PROXY_ALLOW (--allow)?',
  });
});

it('prints its help', () => {
  const help = read(['--help']);
  expect(help).toMatchObject({
    kind: 'print',
    text: expect.stringMatching(/^Usage: container-exporter docker-proxy /),
  });
  expect(help).toMatchObject({ text: expect.stringContaining('CONTAINER_EXPORTER_DOCKER_PROXY_LISTEN_MODE') });
  expect(help).toMatchObject({ text: expect.not.stringContaining('--collector') });
});

it('needs no collectors, unlike what is the exporter or wrong', () => {
  expect(knowsCollectors(['docker-proxy', 'serve'])).toBe(false);
  for (const argv of [[], ['serve'], ['scrape'], ['--log.level=info'], ['prox']])
    expect(knowsCollectors(argv)).toBe(true);
});

const listen = '--listen=unix:/a.sock';
it.each<[string[], RegExp]>([
  [[], /^--listen: is missing, expected one such as unix:/],
  [['--listen='], /^--listen: is missing/],
  [['--listen=/a.sock'], /^--listen: "\/a\.sock" is not an address/],
  [[listen, '--listen.mode=rw'], /^--listen\.mode: "rw" is not a mode/],
  [[listen, '--listen.mode=888'], /^--listen\.mode: /],
  [[listen, '--listen.owner=root'], /^--listen\.owner: "root" is not an owner, expected numbers/],
  [[listen, '--listen.host-name=a:2375'], /^--listen\.host-name: "a:2375" is not a host, expected a name/],
  [[listen, '--docker.host=unix:///a.sock'], /^--docker\.host: is where the proxy itself listens/],
  [['--listen=127.0.0.1:2375', '--docker.host=tcp://127.0.0.1'], /^--docker\.host: is where the proxy itself listens/],
  [['--listen=:2375', '--docker.host=tcp://127.0.0.1'], /^--docker\.host: is where the proxy itself listens/],
  [[listen, '--docker.host=https://x'], /^--docker\.host: "https:\/\/x" is not the real API/],
  [[listen, '--docker.host=none'], /^--docker\.host: /],
  [[listen, '--allow=events'], /^--allow: "events" is not a path, expected one without a version/],
  [[listen, '--allow=/v1.41/events'], /^--allow: /],
  [[listen, '--allow=GET /events'], /^--allow: /],
  [[listen, '--allow=/info'], /^--allow: \/info is let through already, and never without/],
  [[listen, '--web.listen-address=:1'], /unknown option '--web\.listen-address'/],
  [[listen, '--lisen.mode=1'], /--lisen\.mode.*Did you mean --listen\.mode/],
  [[listen, 'now'], /^docker-proxy: unexpected argument "now", docker-proxy --help shows the usage$/],
])('a mistake: %j', (argv, message) => {
  expect(read(argv)).toMatchObject({ kind: 'failure', exitCode: 2, message: expect.stringMatching(message) });
});
