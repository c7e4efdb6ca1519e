import { describe, expect, test } from 'vitest';
import { DockerHostError, parseDockerHost, resolveDockerHosts } from '../../../src/discovery/docker/address.js';

describe('the hosts', () => {
  test("are the flag's, else DOCKER_HOST's, else searched for", () => {
    expect(resolveDockerHosts(['unix:///a.sock'], 'unix:///b.sock')).toEqual(['unix:///a.sock']);
    expect(resolveDockerHosts(undefined, 'tcp://b:2375')).toEqual(['tcp://b:2375']);
    expect(resolveDockerHosts([], 'tcp://b:2375')).toEqual(['tcp://b:2375']);
    expect(resolveDockerHosts(undefined, undefined)).toEqual(['search']);
    expect(resolveDockerHosts(undefined, '')).toEqual(['search']);
    expect(resolveDockerHosts(['none'], 'tcp://b:2375')).toEqual([]);
  });

  test('are several, each once', () => {
    expect(resolveDockerHosts(['tcp://a', 'search', 'tcp://a'], undefined)).toEqual(['tcp://a', 'search']);
  });

  test.each([
    [['ssh://me@host'], undefined, /^--docker\.host: "ssh:\/\/me@host" is not a Docker host, expected unix:.*ssh -L/],
    [undefined, 'nonsense', /^DOCKER_HOST: "nonsense" is not a Docker host, expected unix:/],
    [['tcp://a', 'unix://'], undefined, /^--docker\.host: "unix:\/\/"/],
    [['tcp://'], undefined, /^--docker\.host: /],
    [['tcp://host/v1.41'], undefined, /^--docker\.host: /],
    [['tcp://a', 'none'], undefined, /^--docker\.host: none goes with no other host$/],
  ])('that are wrong (%s, %s) are told of in one line', (flags, environment, message) => {
    expect(() => resolveDockerHosts(flags, environment)).toThrow(DockerHostError);
    expect(() => resolveDockerHosts(flags, environment)).toThrow(message);
  });
});

test.each([
  ['unix:///var/run/docker.sock', { kind: 'unix', path: '/var/run/docker.sock' }],
  ['/run/podman/podman.sock', { kind: 'unix', path: '/run/podman/podman.sock' }],
  ['tcp://10.0.0.1', { kind: 'tcp', protocol: 'tcp', host: '10.0.0.1', port: '2375' }],
  ['tcp://proxy:80', { kind: 'tcp', protocol: 'tcp', host: 'proxy', port: '80' }],
  ['tcp://[fd00::1]:2375/', { kind: 'tcp', protocol: 'tcp', host: '[fd00::1]', port: '2375' }],
  ['https://docker.example:443', { kind: 'tcp', protocol: 'https', host: 'docker.example', port: '443' }],
  ['https://docker.example', { kind: 'tcp', protocol: 'https', host: 'docker.example', port: '2376' }],
  ['ftp://host', undefined],
  ['tcp://host:port', undefined],
  ['docker.sock', undefined],
])('%s is at %j', (host, address) => {
  expect(parseDockerHost(host)).toEqual(address);
});
