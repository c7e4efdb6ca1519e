import { expect, test } from 'vitest';
import { readCommandLine } from '../../src/cli/command-line.js';
import type { PathProbe } from '../../src/cli/paths.js';

const probe: PathProbe = (path) => (path.endsWith('/stat') ? 'file' : 'directory');
const collectors = [{ name: 'cpu', help: 'CPU', enabledByDefault: true }];

function read(argv: readonly string[], env: Record<string, string> = {}) {
  const result = readCommandLine({ argv, env, probe, collectors, version: '1' });
  if (result.kind === 'serve') return result.config.kubelet;
  return 'message' in result ? result.message : result;
}

const tokenFile = '/var/run/secrets/kubernetes.io/serviceaccount/token';
const caFile = '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt';

test('no kubelet is asked where none is named', () => {
  expect(read([])).toBeUndefined();
});

test.each([
  ['192.0.2.7', { host: '192.0.2.7', port: '10250' }],
  ['2001:db8::7', { host: '2001:db8::7', port: '10250' }],
  ['https://node-1', { host: 'node-1', port: '10250' }],
  ['https://node-1.example.org:10260/', { host: 'node-1.example.org', port: '10260' }],
  ['https://[2001:db8::7]:443', { host: '2001:db8::7', port: '443' }],
])('%s is a kubelet', (url, address) => {
  expect(read([`--kubelet.url=${url}`])).toEqual({ address, tokenFile, caFile });
});

test('its files can be elsewhere, and any certificate be taken', () => {
  const own = ['--kubelet.url=192.0.2.7', '--kubelet.token-file=/t', '--kubelet.ca-file=/c'];
  expect(read(own)).toMatchObject({ tokenFile: '/t', caFile: '/c' });
  expect(read(['--kubelet.url=192.0.2.7', '--kubelet.insecure-skip-verify'])).toMatchObject({ caFile: undefined });
  const variables = { CONTAINER_EXPORTER_KUBELET_URL: '192.0.2.7', CONTAINER_EXPORTER_KUBELET_CA_FILE: '/c' };
  expect(read([], variables)).toMatchObject({ address: { host: '192.0.2.7' }, tokenFile, caFile: '/c' });
});

const expected = "is not a kubelet's address, expected https://host:10250 or an IP address";
test.each([
  [['--kubelet.url=http://node-1:10250'], `--kubelet.url: "http://node-1:10250" ${expected}`],
  [['--kubelet.url=node-1:10250'], `--kubelet.url: "node-1:10250" ${expected}`],
  [['--kubelet.url=https://node-1:10250/pods'], `--kubelet.url: "https://node-1:10250/pods" ${expected}`],
  [['--kubelet.url=https://me:pass@node-1'], `--kubelet.url: "https://node-1" ${expected}`],
  [
    ['--kubelet.url=https://node-1:10255'],
    `--kubelet.url: "https://node-1:10255" ${expected} (its read-only port has neither TLS nor rights, and is not asked)`,
  ],
  [['--kubelet.url=1.2.3.4', '--kubelet.token-file=token'], '--kubelet.token-file: "token" is not an absolute path'],
  [['--kubelet.token-file=/t'], '--kubelet.token-file: is of use with --kubelet.url alone'],
  [['--kubelet.ca-file=/c'], '--kubelet.ca-file: is of use with --kubelet.url alone'],
  [['--kubelet.insecure-skip-verify'], '--kubelet.insecure-skip-verify: is of use with --kubelet.url alone'],
  [
    ['--kubelet.url=1.2.3.4', '--kubelet.ca-file=/c', '--kubelet.insecure-skip-verify'],
    '--kubelet.insecure-skip-verify: contradicts --kubelet.ca-file',
  ],
])('%s is refused', (argv, message) => {
  expect(read(argv)).toContain(message);
});
