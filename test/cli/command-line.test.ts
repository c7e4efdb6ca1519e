import { describe, expect, it } from 'vitest';
import { type CommandLine, readCommandLine } from '../../src/cli/command-line.js';
import type { PathProbe } from '../../src/cli/paths.js';
import type { Config } from '../../src/config.js';

const collectors = [
  { name: 'cpu', help: 'CPU time and throttling', enabledByDefault: true },
  { name: 'sockets', help: 'sockets of processes', enabledByDefault: false },
  { name: 'host-cpu', help: 'CPU time of the host', enabledByDefault: true, group: 'host' },
  { name: 'host-rare', help: 'rarely wanted', enabledByDefault: false, group: 'host' },
] as const;

const machine: Record<string, ReturnType<PathProbe>> = {
  '/': 'directory',
  '/proc': 'directory',
  '/proc/stat': 'file',
  '/sys/fs/cgroup': 'directory',
};

function read(
  argv: readonly string[],
  { env = {}, paths = machine }: { env?: Record<string, string>; paths?: typeof machine } = {},
): CommandLine {
  return readCommandLine({
    argv,
    env,
    probe: (path) => paths[path] ?? 'missing',
    collectors,
    version: '1.2.3',
  });
}

function config(argv: readonly string[], options?: Parameters<typeof read>[1]): Config {
  const result = read(argv, options);
  if (result.kind !== 'serve' && result.kind !== 'scrape') throw new Error(JSON.stringify(result));
  return result.config;
}

function printed(argv: readonly string[]): string {
  const result = read(argv);
  if (result.kind !== 'print') throw new Error(JSON.stringify(result));
  return result.text;
}

const enabled = (argv: readonly string[], env?: Record<string, string>) => [...config(argv, env && { env }).collectors];

describe('the command line', () => {
  it('serves with defaults', () => {
    expect(read([])).toEqual({
      kind: 'serve',
      config: {
        web: {
          listenAddresses: [{ kind: 'tcp', host: undefined, port: 10882 }],
          telemetryPath: '/metrics',
          maxRequests: 16,
          exporterMetrics: true,
          page: true,
          serviceDiscovery: true,
        },
        serviceDiscovery: {
          labelPrefix: 'prometheus',
          labels: expect.arrayContaining(['com.docker.compose.service', 'prometheus.*', 'prometheus.io/*']),
        },
        path: { procfs: '/proc', sysfs: '/sys', cgroupfs: '/sys/fs/cgroup', rootfs: '/' },
        docker: {
          ...{ hosts: ['search'], certificates: undefined },
          ...{ timeoutSeconds: 5, dfTimeoutSeconds: 0.5, dfLargest: 50 },
        },
        textfileDirectories: [],
        kubelet: undefined,
        collectors: new Set(['cpu', 'host-cpu']),
        container: {
          labels: expect.arrayContaining(['com.docker.compose.service']),
          labelMaxLength: 1024,
          include: undefined,
          exclude: undefined,
        },
        choices: { networkShared: 'once', cpuUsage: 'total' },
        runtimeDirs: [],
        cgroupInclude: undefined,
        log: { level: 'info', format: 'json' },
      },
    });
  });

  it('knows its two commands', () => {
    expect(read(['serve']).kind).toBe('serve');
    expect(read(['scrape'])).toMatchObject({ kind: 'scrape', format: 'text' });
    expect(read(['--format', 'openmetrics', 'scrape'])).toMatchObject({ kind: 'scrape', format: 'openmetrics' });
  });

  it('reads every flag', () => {
    const read = config([
      '--web.listen-address=127.0.0.1:80',
      '--web.listen-address=:81,[::1]:82',
      '--web.listen-address=example.org:83',
      '--web.listen-address=unix:/run/x.sock',
      '--web.listen-address=unix:///run/y.sock',
      '--web.telemetry-path=/a/b-c.d',
      '--web.max-requests=0',
      '--web.disable-exporter-metrics',
      '--web.disable-page',
      '--web.grafana-url=https://grafana.example.org/sub?var-job=x#top',
      '--web.disable-sd',
      '--sd.label-prefix=org.acme',
      '--sd.labels=c,d.*',
      '--docker.host=none',
      '--docker.timeout=1500ms',
      '--docker.df-timeout=2s',
      '--docker.df-largest=0',
      '--container.labels=a.*',
      '--container.labels=b',
      '--container.label-max-length=80',
      '--container.include=web-.*|db',
      '--container.exclude=web-0',
      String.raw`--cgroup.include=system.slice/.*\.service`,
      '--container.network-shared=repeat',
      '--container.cpu-usage=per-cpu',
      '--log.level=debug',
      '--log.format=pretty',
    ]);
    expect(read.web).toEqual({
      listenAddresses: [
        { kind: 'tcp', host: '127.0.0.1', port: 80 },
        { kind: 'tcp', host: undefined, port: 81 },
        { kind: 'tcp', host: '::1', port: 82 },
        { kind: 'tcp', host: 'example.org', port: 83 },
        { kind: 'unix', path: '/run/x.sock' },
        { kind: 'unix', path: '/run/y.sock' },
      ],
      telemetryPath: '/a/b-c.d',
      maxRequests: 0,
      exporterMetrics: false,
      page: false,
      grafanaUrl: 'https://grafana.example.org/sub?var-job=x',
      serviceDiscovery: false,
    });
    expect(read.serviceDiscovery).toEqual({ labelPrefix: 'org.acme', labels: ['c', 'd.*'] });
    expect(read.docker).toEqual({
      hosts: [],
      certificates: undefined,
      timeoutSeconds: 1.5,
      dfTimeoutSeconds: 2,
      dfLargest: 0,
    });
    expect(read.container.labels).toEqual(['a.*', 'b']);
    expect(read.container.labelMaxLength).toBe(80);
    expect(read.choices).toEqual({ networkShared: 'repeat', cpuUsage: 'per-cpu' });
    expect(read.log).toEqual({ level: 'debug', format: 'pretty' });
    // Patterns match whole names.
    expect(['web-1', 'db', 'xdb', 'dbx'].filter((name) => read.container.include?.test(name))).toEqual(['web-1', 'db']);
    expect(read.container.exclude?.test('web-01')).toBe(false);
    expect(read.cgroupInclude?.test('system.slice/a.service/b')).toBe(false);
    expect(read.cgroupInclude?.test('system.slice/a.service')).toBe(true);
  });

  it('reads the environment, which flags win over', () => {
    const env = {
      CONTAINER_EXPORTER_WEB_LISTEN_ADDRESS: ':1, unix:/x',
      CONTAINER_EXPORTER_WEB_TELEMETRY_PATH: '/env',
      CONTAINER_EXPORTER_WEB_DISABLE_EXPORTER_METRICS: 'true',
      CONTAINER_EXPORTER_CONTAINER_LABELS: '*',
      CONTAINER_EXPORTER_LOG_LEVEL: '',
      CONTAINER_EXPORTER_COLLECTOR_CPU: 'false',
      CONTAINER_EXPORTER_COLLECTOR_HOST_CPU: '0',
      DOCKER_HOST: 'tcp://127.0.0.1:2375',
    };
    const read = config(['--web.telemetry-path=/flag', '--collector.host-cpu'], { env });
    expect(read.web).toEqual({
      listenAddresses: [
        { kind: 'tcp', host: undefined, port: 1 },
        { kind: 'unix', path: '/x' },
      ],
      telemetryPath: '/flag',
      maxRequests: 16,
      exporterMetrics: false,
      page: true,
      serviceDiscovery: true,
    });
    expect(read.container.labels).toEqual(['*']);
    expect(read.serviceDiscovery.labels).toEqual(['*']);
    expect(read.log.level).toBe('info');
    expect([...read.collectors]).toEqual(['host-cpu']);
    expect(read.docker.hosts).toEqual(['tcp://127.0.0.1:2375']);
    const several = { CONTAINER_EXPORTER_DOCKER_HOST: 'search, tcp://10.0.0.1:2375' };
    expect(config([], { env: several }).docker.hosts).toEqual(['search', 'tcp://10.0.0.1:2375']);
  });

  it('exposes no container label where the list is empty', () => {
    expect(config(['--container.labels=']).container.labels).toEqual([]);
  });

  it('turns collectors on and off, the nearest flag deciding', () => {
    expect(enabled(['--no-collector.cpu'])).toEqual(['host-cpu']);
    expect(enabled(['--collector.sockets'])).toEqual(['cpu', 'sockets', 'host-cpu']);
    expect(enabled(['--no-collector.host'])).toEqual(['cpu']);
    expect(enabled(['--collector.host'])).toEqual(['cpu', 'host-cpu', 'host-rare']);
    expect(enabled(['--no-collector.host', '--collector.host-rare'])).toEqual(['cpu', 'host-rare']);
    expect(enabled(['--collector.disable-defaults', '--collector.cpu'])).toEqual(['cpu']);
    expect(enabled(['--collector.disable-defaults', '--collector.host', '--no-collector.host-rare'])).toEqual([
      'host-cpu',
    ]);
    expect(enabled([], { CONTAINER_EXPORTER_COLLECTOR_HOST: 'false' })).toEqual(['cpu']);
    expect(enabled(['--collector.host'], { CONTAINER_EXPORTER_COLLECTOR_HOST: 'false' })).toEqual([
      'cpu',
      'host-cpu',
      'host-rare',
    ]);
  });

  it('finds the host where it is mounted into a container', () => {
    const mounted = {
      ...machine,
      '/host': 'directory',
      '/host/proc': 'directory',
      '/host/proc/stat': 'file',
      '/host/sys/fs/cgroup': 'directory',
    } as const;
    // /host is only where the mounts hang.
    expect(config([], { paths: mounted }).path).toEqual({
      procfs: '/host/proc',
      sysfs: '/sys',
      cgroupfs: '/host/sys/fs/cgroup',
      rootfs: '/',
    });
    expect(config([], { paths: { ...mounted, '/host/etc': 'directory' } }).path.rootfs).toBe('/host');
    const rooted = {
      ...mounted,
      '/host/root': 'directory',
      '/host/root/sys': 'directory',
      '/host/root/sys/class': 'directory',
    } as const;
    expect(config(['--path.rootfs=/host/root'], { paths: rooted }).path.sysfs).toBe('/host/root/sys');
    expect(config(['--path.procfs=/proc'], { paths: mounted }).path.procfs).toBe('/proc');
  });

  it('prints its version', () => {
    for (const flag of ['--version', '-v']) expect(read([flag])).toEqual({ kind: 'print', text: '1.2.3\n' });
  });

  it('prints a help that is one screen', () => {
    const help = printed(['--help']);
    expect(printed(['-h'])).toBe(help);
    expect(printed(['help'])).toBe(help);
    const lines = help.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(60);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(110);
    for (const group of ['Web:', 'Paths of the host:', 'Docker and Podman:', 'Containers:', 'Logging:', 'Collectors:'])
      expect(lines).toContain(group);
    expect(help).toMatch(/^serve +answers scrapes[\s\S]*^scrape +prints one/m);
    expect(help).not.toContain('--format');
    expect(help).not.toContain('collector.cpu');
    expect(help).toMatch(/^ +--help-collectors /m);
  });

  it('lists the collectors with --help-collectors', () => {
    for (const argv of [[], ['serve'], ['scrape']]) {
      const list = printed([...argv, '--help-collectors']);
      expect(list).toMatch(/^--collector\.<name> turns a collector on, --no-collector\.<name> off\.$/m);
      expect(list).toMatch(/^ {2}sockets +sockets of processes \(off by default\)$/m);
      expect(list).toMatch(/^ {2}cpu +CPU time and throttling$/m);
      expect(list).toMatch(/^ {2}host +all host collectors/m);
    }
  });

  it('has a help for each command', () => {
    expect(printed(['scrape', '--help'])).toMatch(/^Usage: .* scrape \[flags\]\n/);
    expect(printed(['scrape', '--help'])).toContain('--format <format>');
    expect(printed(['scrape', '--help'])).not.toMatch(/^ +--web\./m);
    expect(printed(['serve', '--help'])).toContain('--web.listen-address');
    for (const command of ['serve', 'scrape', 'check-config', 'docker-proxy']) {
      expect(printed(['help', command])).toBe(printed([command, '--help']));
      expect(printed(['help', command])).toMatch(/\S\n$/);
    }
  });
});

describe('a mistake', () => {
  it.each<[string[], RegExp]>([
    [['--web.listen-adress=:1'], /--web\.listen-adress.*Did you mean --web\.listen-address/],
    [['--collector.cup'], /^unknown option '--collector\.cup'\. Did you mean --collector\.cpu\?$/],
    [['--no-collector.cup'], /^unknown option '--no-collector\.cup'\. Did you mean --no-collector\.cpu\?$/],
    [['--collector.foo'], /^unknown option '--collector\.foo', --help-collectors lists the collectors$/],
    [['--collector.cpu=false'], /^--collector\.cpu: takes no value\. Did you mean --no-collector\.cpu\?$/],
    [['--no-collector.cpu=false'], /^--no-collector\.cpu: takes no value\. Did you mean --collector\.cpu\?$/],
    [['--collector.cpu=true'], /^--collector\.cpu: takes no value, expected --collector\.cpu alone$/],
    [['--web.disable-exporter-metrics=false'], /^--web\.disable-exporter-metrics: takes no value, it is off where/],
    [['--collector.disable-defaults=false'], /^--collector\.disable-defaults: takes no value, it is off where/],
    [['--collector.disable-defaults'], /^--collector\.disable-defaults: no collector is left, expected one --coll/],
    [['--no-collector.cpu', '--no-collector.host'], /^--no-collector\.<name>: no collector is left/],
    [['--web.config'], /^unknown option '--web\.config'\. Did you mean --web\.config\.file\?$/],
    [['--listen-address=:1'], /^unknown option '--listen-address'\. Did you mean --web\.listen-address\?$/],
    [['--password=secret'], /^unknown option '--password', --help lists the flags$/],
    [['-x'], /^unknown option '-x', --help lists the flags$/],
    [['--container.label-max-length=long'], /^--container\.label-max-length: "long" is not a number/],
    [['--web.listen-address'], /--web\.listen-address.*argument missing/],
    [['--web.listen-address='], /^--web\.listen-address: /],
    [['--web.listen-address=1234'], /^--web\.listen-address: "1234" is not an address, expected host:port/],
    [['--web.listen-address=::1:80'], /^--web\.listen-address: /],
    [['--web.listen-address=[127.0.0.1:80'], /^--web\.listen-address: /],
    [['--web.listen-address=:65536'], /^--web\.listen-address: /],
    [['--web.listen-address=unix:x'], /^--web\.listen-address: /],
    [
      ['--web.grafana-url=grafana.example.org'],
      /^--web\.grafana-url: "grafana.example.org" is not an address, expected/,
    ],
    [['--web.grafana-url=javascript:alert(1)'], /^--web\.grafana-url: /],
    [['--web.grafana-url=https://admin:secret@grafana.example.org'], /^--web\.grafana-url: /],
    [['--web.telemetry-path=metrics'], /^--web\.telemetry-path: "metrics" is not a path/],
    [['--web.telemetry-path=/m*'], /^--web\.telemetry-path: /],
    [['--web.telemetry-path=/-/ready'], /^--web\.telemetry-path: .* taken/],
    [['--web.max-requests=-1'], /^--web\.max-requests: "-1" is not a number/],
    [['--docker.timeout=soon'], /^--docker\.timeout: "soon" is not a duration/],
    [['--docker.timeout=0s'], /^--docker\.timeout: /],
    [['--docker.host=ssh://x'], /^--docker\.host: /],
    [['--container.include=('], /^--container\.include: "\(" is not a regular expression.*Unterminated group/],
    [['--container.exclude=a)(b'], /^--container\.exclude: .*Unmatched '\)'/],
    [['--container.exclude='], /^--container\.exclude: the value is empty/],
    [['--cgroup.include=[a'], /^--cgroup\.include: /],
    [['--log.level=loud'], /^--log\.level: "loud" is not known, expected trace, .* or silent$/],
    [['--log.format=xml'], /^--log\.format: "xml" is not known, expected json or pretty$/],
    [['--log.level=info', '--log.level=warn'], /^--log\.level: given more than once/],
    [['--collector.cpu', '--no-collector.cpu'], /^--no-collector\.cpu: contradicts --collector\.cpu$/],
    [['--path.procfs=proc'], /^--path\.procfs: "proc" is not an absolute path$/],
    [['--format=text'], /^--format: belongs to the scrape command$/],
    [['scrape', '--format=json'], /^--format: "json" is not known/],
    [['start'], /^unknown command "start", expected serve, scrape, doctor, compare, check-config or docker-proxy$/],
    [['check-config'], /^check-config: expected the file to check$/],
    [['check-config', 'a', 'b'], /^check-config: unexpected argument "b", check-config --help shows the usage$/],
    [['check-config', '--log.level=info', 'a'], /^unknown option '--log.level/],
    [['--log.level=info', 'docker-proxy'], /^docker-proxy: the command must come before its flags$/],
    [['serve', 'now'], /^serve: unexpected argument "now", serve --help shows the usage$/],
    [['scrape', 'extra'], /^scrape: unexpected argument "extra", scrape --help shows the usage$/],
    [['--log.level=info', 'scrape', 'extra'], /^scrape: unexpected argument "extra"/],
    [['help', 'nothing'], /^help: expected one command, serve, scrape, /],
    [['help', 'scrape', 'extra'], /^help: expected one command, /],
  ])('of %j is one line and exit status 2', (argv, message) => {
    const result = read(argv);
    expect(result).toMatchObject({ kind: 'failure', exitCode: 2, message: expect.stringMatching(message) });
    expect(result).not.toMatchObject({ message: expect.stringContaining('\n') });
  });

  it.each<[Record<string, string>, RegExp]>([
    [
      { CONTAINER_EXPORTER_WEB_LISTEN_ADDRESS: ':1,x' },
      /^CONTAINER_EXPORTER_WEB_LISTEN_ADDRESS: "x" is not an address/,
    ],
    [{ CONTAINER_EXPORTER_COLLECTOR_CPU: 'maybe' }, /^CONTAINER_EXPORTER_COLLECTOR_CPU: "maybe" is not a switch/],
    [{ DOCKER_HOST: 'ssh://x' }, /^DOCKER_HOST: /],
    [
      { CONTAINER_EXPORTER_WEB_LISTEN_ADRESS: 'secret' },
      /^CONTAINER_EXPORTER_WEB_LISTEN_ADRESS: belongs to no flag\. Did you mean CONTAINER_EXPORTER_WEB_LISTEN_ADDRESS \(--web\.listen-address\)\?$/,
    ],
    [
      { CONTAINER_EXPORTER_NO_COLLECTOR_HOST: 'true' },
      /^CONTAINER_EXPORTER_NO_COLLECTOR_HOST: .*CONTAINER_EXPORTER_COLLECTOR_HOST=false \(--no-collector\.host\)\?$/,
    ],
    [{ CONTAINER_EXPORTER_COLLECTOR_FOO: '1' }, /^CONTAINER_EXPORTER_COLLECTOR_FOO: belongs to no flag, --help lists/],
    [{ CONTAINER_EXPORTER_PORT: '9090' }, /^CONTAINER_EXPORTER_PORT: belongs to no flag, --help lists the flags$/],
    [{ CONTAINER_EXPORTER_COLLECTOR_DISABLE_DEFAULTS: '1' }, /^--collector\.disable-defaults: no collector is left/],
  ])('in the environment names the variable: %j', (env, message) => {
    expect(read([], { env })).toMatchObject({ kind: 'failure', exitCode: 2, message: expect.stringMatching(message) });
  });

  it('is none where variables are of others', () => {
    const env = {
      // Kubernetes' own for services called container-exporter and container-exporter-metrics.
      CONTAINER_EXPORTER_SERVICE_HOST: '10.0.0.1',
      CONTAINER_EXPORTER_SERVICE_PORT: '10882',
      CONTAINER_EXPORTER_SERVICE_PORT_METRICS: '10882',
      CONTAINER_EXPORTER_PORT: 'tcp://10.0.0.1:10882',
      CONTAINER_EXPORTER_PORT_10882_TCP: 'tcp://10.0.0.1:10882',
      CONTAINER_EXPORTER_PORT_10882_TCP_PROTO: 'tcp',
      CONTAINER_EXPORTER_PORT_10882_TCP_PORT: '10882',
      CONTAINER_EXPORTER_PORT_10882_TCP_ADDR: '10.0.0.1',
      CONTAINER_EXPORTER_METRICS_SERVICE_HOST: '10.0.0.1',
      CONTAINER_EXPORTER_METRICS_PORT: 'tcp://10.0.0.1:10882',
      CONTAINER_EXPORTER_DOCKER_PROXY_LISTEN: 'unix:///run/safe/docker.sock',
      CONTAINER_EXPORTERS: '2',
      // As compose files set what is not given.
      CONTAINER_EXPORTER_WEB_LISTEN_ADRESS: '',
    };
    expect(read([], { env })).toEqual(read([]));
    expect(read(['check-config', 'web.yml'], { env: { CONTAINER_EXPORTER_X: '1' } }).kind).toBe('check-config');
  });

  it.each<[Record<string, ReturnType<PathProbe>>, string]>([
    [{ '/p': 'missing' }, '--path.procfs: /p does not exist'],
    [{ '/p': 'file' }, '--path.procfs: /p is not a directory'],
    [{ '/p': 'forbidden' }, '--path.procfs: /p cannot be read (permission denied)'],
    [{ '/p': 'directory' }, '--path.procfs: /p is not a procfs, it has no readable file stat'],
  ])('in a path is exit status 1: %j', (paths, message) => {
    const result = read(['--path.procfs=/p'], { paths: { ...machine, ...paths } });
    expect(result).toEqual({ kind: 'failure', exitCode: 1, message });
  });

  it('in the other paths is one too', () => {
    expect(read(['--path.cgroupfs=/none'])).toMatchObject({ message: '--path.cgroupfs: /none does not exist' });
    expect(read(['--path.rootfs=/none'])).toMatchObject({ message: '--path.rootfs: /none does not exist' });
  });
});
