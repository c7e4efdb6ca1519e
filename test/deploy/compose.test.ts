import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repository } from '../support/real/repository.js';
import { mounts, readCompose, type Service } from './compose-file.js';

const files = ['compose.yaml', 'deploy/compose.exporter.yaml', 'deploy/stack.yaml'];
const services = files.flatMap((file) =>
  Object.entries(readCompose(file).services).map(([name, service]) => ({ file, name, service })),
);
const isSwarm = (file: string) => file === 'deploy/stack.yaml';

describe.each(services)('$file: $name', ({ file, name, service }) => {
  test('has no capability, no way to more privileges and nothing of its image writable', () => {
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.read_only).toBe(true);
    // Swarm has no security_opt.
    expect(service.security_opt).toEqual(isSwarm(file) ? undefined : ['no-new-privileges']);
    expect([service.cap_add, service.privileged, service.pid]).toEqual([undefined, undefined, undefined]);
    expect(service.network_mode).not.toBe('host');
  });

  test('is bounded, started again, and looked after', () => {
    const limits = service.deploy?.resources.limits;
    expect(limits?.memory ?? service.mem_limit).toMatch(/^(?:128m|512m|1g|128M)$/);
    if (isSwarm(file)) expect(service.deploy?.mode).toBe('global');
    else expect([service.restart, service.pids_limit]).toEqual(['unless-stopped', expect.any(Number)]);
    // The exporter's check is in its image.
    if (name !== 'exporter') expect(service.healthcheck?.test[0]).toBe('CMD');
  });

  test('has a version of its image, or is built here', () => {
    const ours = isSwarm(file) ? /^\$\{IMAGE:\?.+\}$/ : /^\$\{IMAGE:-container-exporter\}$/;
    // Updated sources make a new image.
    if (service.build !== undefined) expect(service.pull_policy).toMatch(/^\$\{PULL_POLICY:-build\}$/);
    expect(service.image).toMatch(name === 'exporter' || name === 'docker-proxy' ? ours : /^[\w./-]+:v?\d+\.\d+\.\d+$/);
  });

  test('is reached from this host alone', () => {
    for (const port of service.ports ?? [])
      expect(port).toMatch(/^(?:127\.0\.0\.1|\$\{LISTEN_ADDRESS:-127\.0\.0\.1\}):/);
    if (isSwarm(file)) expect(service.ports).toBeUndefined();
  });

  test('gets files that are there, to read', () => {
    for (const { source, options } of mounts(service, file)) {
      if (!source.startsWith('/') || source === '/var/run/docker.sock') continue;
      expect(statSync(source), source).toBeDefined();
      expect(options, source).toContain('ro');
    }
  });
});

describe.each(files)('%s', (file) => {
  const all = readCompose(file).services;
  const { 'docker-proxy': proxy = {}, exporter = {} } = all;

  test('gives the Docker socket to the proxy alone, and the proxy no network', () => {
    const holders = Object.entries(all).filter(([, service]) =>
      mounts(service, file).some(({ source }) => /docker\.sock|^\/(?:var\/)?run\/?$/.test(source)),
    );
    expect(holders.map(([name]) => name)).toEqual(['docker-proxy']);
    expect(isSwarm(file) ? proxy.networks : proxy.network_mode).toEqual(isSwarm(file) ? ['none'] : 'none');
    expect(mounts(proxy, file).map(({ target }) => target)).toEqual(['/var/run/docker.sock', '/run/safe-socket']);
    expect(proxy.user).toBe('0:10882');
  });

  test('runs the same exporter and proxy as the others', () => {
    const [first] = files.map((other) => readCompose(other).services);
    const core = ({ command, volumes, cap_drop, read_only, user, healthcheck }: Service) => ({
      ...{ command, cap_drop, read_only, user, healthcheck },
      // Swarm's default for another place of the socket would be the same on every node.
      volumes: volumes?.map((volume) => String(volume).replace(/\$\{DOCKER_SOCKET:-(.*)\}/, '$1')),
    });
    expect(core(exporter)).toEqual(core(first?.exporter ?? {}));
    expect(core(proxy)).toEqual(core(first?.['docker-proxy'] ?? {}));
  });
});

test('the exporter of compose.yaml has no way out', () => {
  const { services: all, networks } = readCompose('compose.yaml');
  expect(all.exporter?.networks).toEqual(['metrics']);
  expect(networks?.metrics?.internal).toBe(true);
  expect(readCompose('deploy/stack.yaml').networks?.metrics?.internal).toBe(true);
});

test('.env.example has the variables of the compose files, and no others', () => {
  const read = (file: string) => readFileSync(join(repository, file), 'utf8');
  const used = ['compose.yaml', 'deploy/compose.port.yaml'].flatMap((file) =>
    [...read(file).matchAll(/\$\{(\w+)|args: \[(\w+)\]/g)].map(([, a, b]) => a ?? b),
  );
  const named = [...read('.env.example').matchAll(/^#(\w+)=/gm)].map(([, name]) => name);
  expect(named.sort()).toEqual([...new Set([...used, 'COMPOSE_FILE'])].sort());
});
