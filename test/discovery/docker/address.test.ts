import { describe, expect, test } from 'vitest';
import {
  DockerHostError,
  parseDockerHost,
  resolveDockerHost,
  usualSockets,
} from '../../../src/discovery/docker/address.js';

describe('the host', () => {
  test("is the flag's, else DOCKER_HOST's, else searched for", () => {
    expect(resolveDockerHost('unix:///a.sock', 'unix:///b.sock')).toBe('unix:///a.sock');
    expect(resolveDockerHost(undefined, 'tcp://b:2375')).toBe('tcp://b:2375');
    expect(resolveDockerHost(undefined, undefined)).toBe('search');
    expect(resolveDockerHost(undefined, '')).toBe('search');
    expect(resolveDockerHost('none', 'tcp://b:2375')).toBeUndefined();
  });

  test.each([
    ['ssh://me@host', undefined, /^--docker\.host: "ssh:\/\/me@host" is not a Docker host, expected unix:.*ssh -L/],
    [undefined, 'nonsense', /^DOCKER_HOST: "nonsense" is not a Docker host, expected unix:/],
    ['unix://', undefined, /^--docker\.host: /],
    ['tcp://', undefined, /^--docker\.host: /],
    ['tcp://host/v1.41', undefined, /^--docker\.host: /],
  ])('that is wrong (%s, %s) is told of in one line', (flag, environment, message) => {
    expect(() => resolveDockerHost(flag, environment)).toThrow(DockerHostError);
    expect(() => resolveDockerHost(flag, environment)).toThrow(message);
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

test("Docker's socket comes before Podman's, and a user's own Podman comes last", () => {
  expect(usualSockets('/run/user/1000')).toEqual([
    '/var/run/docker.sock',
    '/run/podman/podman.sock',
    '/run/user/1000/podman/podman.sock',
  ]);
  expect(usualSockets(undefined)).toHaveLength(2);
});
