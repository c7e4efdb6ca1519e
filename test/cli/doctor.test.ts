import { describe, expect, it, test } from 'vitest';
import { collectors } from '../../src/catalogue.js';
import { knowsCollectors, readCommandLine } from '../../src/cli/command-line.js';
import type { PathProbe } from '../../src/cli/paths.js';

const machine: Record<string, ReturnType<PathProbe>> = {
  '/': 'directory',
  '/proc': 'directory',
  '/proc/stat': 'file',
  '/sys/fs/cgroup': 'directory',
};

function read(argv: readonly string[], env: Record<string, string> = {}) {
  return readCommandLine({
    argv: ['doctor', ...argv],
    env,
    probe: (path) => machine[path] ?? 'missing',
    collectors,
    version: '1.2.3',
  });
}

describe('the command line of doctor', () => {
  it('looks at this host, with the flags of the exporter', () => {
    expect(read([])).toMatchObject({
      kind: 'doctor',
      doctor: { intervalSeconds: 5, format: 'text', failOn: 'warning' },
      // Only what failed is worth a line between the findings.
      patient: { kind: 'this host', config: { log: { level: 'warn', format: 'pretty' } } },
    });
    const flags = ['--interval=500ms', '--format=json', '--fail-on', 'none', '--docker.host=none', '--log.level=debug'];
    expect(read(flags)).toMatchObject({
      doctor: { intervalSeconds: 0.5, format: 'json', failOn: 'none' },
      patient: { config: { docker: { hosts: [] }, log: { level: 'debug' } } },
    });
    expect(knowsCollectors(['doctor'])).toBe(true);
  });

  test.each([
    ['http://host1:10882', 'http://host1:10882/metrics', undefined],
    ['https://host1/prefix/metrics?collect[]=cpu#x', 'https://host1/prefix/metrics?collect[]=cpu', undefined],
    ['http://user:p%40ss:w%C3%B6rd@[::1]:1/', 'http://[::1]:1/metrics', 'user:p@ss:wörd'],
    ['http://user@host', 'http://host/metrics', 'user:'],
  ])('takes %s', (url, href, login) => {
    const authorization = login && `Basic ${Buffer.from(login).toString('base64')}`;
    expect(read(['--url', url])).toMatchObject({ patient: { kind: 'another exporter', url: { href, authorization } } });
  });

  it('needs nothing of this host to look at another', () => {
    const input = { env: {}, probe: () => 'missing' as const, collectors, version: '1' };
    expect(readCommandLine({ ...input, argv: ['doctor'] })).toMatchObject({ kind: 'failure', exitCode: 3 });
    expect(readCommandLine({ ...input, argv: ['doctor', '--url=http://host'] }).kind).toBe('doctor');
  });

  it('has variables of its own, as --format is another thing to the exporter', () => {
    const env = {
      CONTAINER_EXPORTER_FORMAT: 'openmetrics',
      CONTAINER_EXPORTER_DOCTOR_FORMAT: 'nagios',
      CONTAINER_EXPORTER_DOCTOR_URL: 'http://u:secret@host',
    };
    expect(read([], env)).toMatchObject({
      doctor: { format: 'nagios' },
      patient: { url: { href: 'http://host/metrics' } },
    });
  });

  test.each([
    [['--interval=0s'], /^--interval: "0s" is not a duration/],
    [['--interval=2000m'], /^--interval: "2000m" is too long, expected 1h at most$/],
    [['--format=xml'], /^--format: "xml" is not known, expected text, json, nagios or junit$/],
    [['--fail-on=unknown'], /^--fail-on: "unknown" is not known, expected critical, warning, info or none$/],
    [['--url=host:10882'], /^--url: that is not a URL of an exporter/],
    [['--url=http://u:secret%@host'], /^--url: a % in the user or password of the URL must be written %25$/],
    [['--url=ftp://u:secret@host'], /^--url: that is not a URL of an exporter/],
    [['--url=http://host', '--docker.host=none'], /^--docker\.host: with --url the other exporter's flags count$/],
    [['--web.listen-address=:1'], /^unknown option '--web\.listen-address/],
    [['now'], /^doctor: unexpected argument "now"/],
  ])('refuses %j in one line, without a password, with exit status 2', (argv, message) => {
    const result = read(argv);
    expect(result).toMatchObject({ kind: 'failure', exitCode: 2, message: expect.stringMatching(message) });
    expect(JSON.stringify(result)).not.toMatch(/secret|\\n/);
  });

  it('refuses variables of its own and of the exporter that belong to no flag', () => {
    for (const variable of ['CONTAINER_EXPORTER_DOCTOR_INTERVL', 'CONTAINER_EXPORTER_DOCKER_HOTS'])
      expect(read([], { [variable]: 'x' })).toMatchObject({
        kind: 'failure',
        exitCode: 2,
        message: expect.stringMatching(`^${variable}: belongs to no flag\\. Did you mean CONTAINER_EXPORTER_DO`),
      });
    // The exporter's may be in its environment: not all of them are its own flags.
    expect(read([], { CONTAINER_EXPORTER_WEB_LISTEN_ADDRESS: ':1' }).kind).toBe('doctor');
  });

  it('lists the collectors', () => {
    expect(read(['--help-collectors'])).toMatchObject({ kind: 'print', text: expect.stringMatching(/^ {2}memory /m) });
  });

  it('explains itself', () => {
    const help = read(['--help']);
    expect(help.kind).toBe('print');
    const text = help.kind === 'print' ? help.text : '';
    for (const said of ['--interval', '--fail-on', 'Exit status: 0', '--docker.host', 'CONTAINER_EXPORTER_DOCTOR_'])
      expect(text).toContain(said);
    expect(text).not.toContain('--web.');
  });
});
