import { afterAll, beforeAll, expect, it } from 'vitest';
import { collectors } from '../../src/catalogue.js';
import { failures } from '../support/exposition.js';
import { confinement, type ExporterProgram, hostMounts, scrapeInside } from '../support/real/confined-exporter.js';
import { type DockerCli, dockerCli } from '../support/real/docker-cli.js';
import { connectEngine } from '../support/real/engine.js';
import { busyboxImage, importBusyboxImage } from '../support/real/images/busybox-image.js';
import { until } from '../support/until.js';

export interface LeastPrivilegeOn {
  readonly dockerHost: () => Promise<string>;
  readonly program: ExporterProgram;
  readonly scrapes: number;
}

const own = collectors.filter(({ name, enabledByDefault }) => enabledByDefault || /^(sockets|hugetlb)$/.test(name));

/** The exporter and its proxy in containers, as docs/deployment.md says: no root, no capability, nothing writable, 128 MB. */
export function describeLeastPrivilege({ dockerHost, program, scrapes }: LeastPrivilegeOn): void {
  const run = `least-${process.pid}`;
  const [exporter, proxy, neighbour, volume] = ['exporter', 'proxy', 'neighbour', 'socket'].map(
    (name) => `${run}-${name}`,
  ) as [string, string, string, string];
  const scrape = () => scrapeInside(docker, exporter);
  let docker: DockerCli;

  beforeAll(async () => {
    const host = await dockerHost();
    docker = dockerCli(host);
    await importBusyboxImage(connectEngine(host));
    await docker('volume', 'create', volume);
    const start = (name: string, flags: readonly string[], args: readonly string[]) =>
      docker(
        'run',
        '--detach',
        `--name=${name}`,
        ...confinement,
        ...program.flags,
        ...flags,
        ...program.image,
        ...args,
      );
    const socket = '/run/safe-socket/docker.sock';
    await start(
      proxy,
      [
        ...['--user=0:10882', '--network=none', `--volume=${volume}:/run/safe-socket`],
        '--volume=/var/run/docker.sock:/var/run/docker.sock',
      ],
      ['docker-proxy', `--listen=unix://${socket}`],
    );
    // nobody, as Prometheus in its own image.
    await docker('run', '--detach', `--name=${neighbour}`, '--user=65534:65534', busyboxImage, 'sleep', '100000');
    await start(
      exporter,
      [...hostMounts, `--volume=${volume}:/run/safe-socket:ro`],
      [`--docker.host=unix://${socket}`, '--collector.sockets', '--collector.hugetlb'],
    );
    const named = async () => {
      try {
        return (await scrape()).value('container_info', { name: neighbour });
      } catch {
        return false;
      }
    };
    await until('the exporter knows its neighbour by name', named, { seconds: 400, interval: 1 });
  }, 600_000);

  afterAll(async () => {
    await docker('rm', '--force', '--volumes', exporter, proxy, neighbour);
    await docker('volume', 'rm', '--force', volume);
  });

  it('gives the process nothing', async () => {
    const status = await docker('exec', exporter, 'cat', '/proc/1/status');
    expect(status).toMatch(/^Uid:\s+10882\s+10882\s+10882\s+10882$/m);
    expect(status).toMatch(/^Gid:\s+10882\s+10882\s+10882\s+10882$/m);
    expect(status).toMatch(/^Groups:[\s10882]*$/m);
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
      expect(status, set).toMatch(new RegExp(`^${set}:\\s0+$`, 'm'));
    }
    expect(status).toMatch(/^NoNewPrivs:\s1$/m);
    expect(status).toMatch(/^Seccomp:\s2$/m);
  });

  it('has no place to write to', async () => {
    // By permissions too, as read-only does not reach mounts below one that is mounted read-only.
    const find =
      'while read -r _ path _ options _; do case $options in rw*) [ ! -w "$path" ] || echo "$path";; esac; done';
    const writable = (await docker('exec', exporter, 'sh', '-c', `${find} </proc/mounts`)).split('\n');
    // Docker makes these for every container; what is in /dev/shm counts for the memory limit.
    const usual = /^\/(?:dev\/(?:shm|mqueue)|proc\/(?:keys|timer_list|kcore|sched_debug))$/;
    expect(writable.filter((path) => path !== '' && !usual.test(path))).toEqual([]);
    await expect(docker('exec', exporter, 'touch', '/tmp/x')).rejects.toThrow(/Read-only/);
  });

  it('lets all collectors succeed that are on by default', async () => {
    const exposition = await scrape();
    expect(failures(exposition)).toEqual([]);
    const ran = exposition.series('container_exporter_collector_success').map(({ labels }) => labels.collector);
    expect(ran.sort()).toEqual(own.map(({ name }) => name).sort());
    expect(exposition.value('container_exporter_discovery_success', { source: 'docker' })).toBe(1);
    for (const name of ['container_processes', 'container_start_time_seconds', 'container_memory_rss']) {
      expect(exposition.value(name, { name: neighbour }), name).toBeGreaterThan(0);
    }
    const volumes = exposition.series('container_network_receive_bytes_total', { name: neighbour, interface: 'eth0' });
    expect(volumes).toHaveLength(1);
    expect(exposition.series('node_network_receive_bytes_total', { device: 'docker0' })).toHaveLength(1);
  });

  it('keeps it from the Docker socket, and from processes of nobody', async () => {
    const pid = await docker('inspect', '--format={{.State.Pid}}', neighbour);
    const look = (user: string) =>
      docker(
        'exec',
        `--user=${user}`,
        exporter,
        'sh',
        '-c',
        `cat /host/proc/${pid}/environ && ls /host/proc/${pid}/root/bin`,
      );
    await expect(look('10882:10882')).rejects.toThrow(/denied/);
    // It is the user that makes the difference.
    expect(await look('65534:65534')).toContain('busybox');
    await expect(docker('exec', exporter, 'ls', '/var/run/docker.sock')).rejects.toThrow(/No such file/);
    const proxyPid = await docker('inspect', '--format={{.State.Pid}}', proxy);
    const throughProxy = `/host/proc/${proxyPid}/root/var/run/docker.sock`;
    await expect(docker('exec', exporter, 'ls', throughProxy)).rejects.toThrow(/denied/);
    const network = await docker('exec', proxy, 'cat', '/proc/net/dev');
    expect(network.match(/^\s*\S+:/gm)?.map((name) => name.trim())).toEqual(['lo:']);
  });

  it('stays below its memory limit', async () => {
    for (let i = 0; i < scrapes; i++) await scrape();
    const exposition = await scrape();
    for (const name of [exporter, proxy]) {
      expect(exposition.value('container_spec_memory_limit_bytes', { name })).toBe(128 * 2 ** 20);
      expect(exposition.value('container_memory_rss', { name }), name).toBeLessThan(100 * 2 ** 20);
      expect(exposition.value('container_oom_events_total', { name }), name).toBe(0);
      const state = await docker('inspect', '--format={{.State.Running}} {{.State.OOMKilled}} {{.RestartCount}}', name);
      expect(state, name).toBe('true false 0');
    }
  });
}
