import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { collectors } from '../../src/catalogue.js';
import { failures, parseExposition } from '../support/exposition.js';
import { type DockerCli, dockerCli } from '../support/real/docker-cli.js';
import { busyboxImage, importBusyboxImage, missingBusybox } from '../support/real/images/busybox-image.js';
import { repository } from '../support/real/repository.js';
import { lacking, missingCommand } from '../support/real/requirements.js';
import { connectVmHost } from '../support/real/vm/vm-host.js';
import { hostShell } from '../support/real/vm/vm-shell.js';
import { until } from '../support/until.js';

const vm = inject('vm');
const missing = ['missing' in vm ? vm.missing : undefined, missingBusybox(), missingCommand('docker', 'docker.io')];
const units = ['container-exporter', 'container-exporter-docker-proxy'];
// Another exporter of this VM has the port that is in the unit.
const url = 'http://127.0.0.1:10883';

/** The units of deploy/systemd, installed as docs/deployment.md says, in the VM, which has systemd. */
describe.skipIf(lacking('systemd units on cgroup v2', missing))('systemd units on cgroup v2', () => {
  const neighbour = `systemd-${process.pid}`;
  let docker: DockerCli;
  let shell: (script: string) => Promise<string>;

  beforeAll(async () => {
    if ('missing' in vm) throw new Error(vm.missing);
    const host = await connectVmHost(vm);
    docker = dockerCli(host.dockerHost);
    await importBusyboxImage(host.docker);
    shell = hostShell(docker);
    await docker('run', '--detach', `--name=${neighbour}`, busyboxImage, 'sleep', '100000');
    await shell(`
      mkdir -p /opt/container-exporter && mount --bind ${repository} /opt/container-exporter
      cd /opt/container-exporter/deploy/systemd
      cp -r *.service *.service.d /etc/systemd/system/
      groupadd --system docker-monitoring
      printf '[Service]\\nEnvironment=CONTAINER_EXPORTER_WEB_LISTEN_ADDRESS=${new URL(url).host}\\n' \\
        >/etc/systemd/system/container-exporter.service.d/port.conf
      systemctl daemon-reload && systemctl start container-exporter`);
    const scrape = `curl -sf ${url}/metrics | grep -F 'name="${neighbour}"' || true`;
    await until('it knows a container by name', async () => (await shell(scrape)) !== '', {
      seconds: 400,
      interval: 2,
    });
  }, 600_000);

  afterAll(async () => {
    await docker('rm', '--force', neighbour);
    await shell(`systemctl stop ${units.join(' ')}; umount /opt/container-exporter`);
  });

  it('lets all collectors succeed that are on by default', async () => {
    const exposition = parseExposition(`${await shell(`curl -sf ${url}/metrics`)}\n`);
    expect(failures(exposition)).toEqual([]);
    const ran = exposition.series('container_exporter_collector_success').map(({ labels }) => labels.collector);
    expect(ran.sort()).toEqual(collectors.flatMap((one) => (one.enabledByDefault ? [one.name] : [])).sort());
    for (const name of ['container_processes', 'container_memory_rss']) {
      expect(exposition.value(name, { name: neighbour }), name).toBeGreaterThan(0);
    }
    expect(exposition.series('node_network_receive_bytes_total', { device: 'docker0' })).toHaveLength(1);
    expect(exposition.value('node_filesystem_size_bytes', { mountpoint: '/' })).toBeGreaterThan(0);
  });

  it('runs as users of their own without capabilities, the proxy without a network', async () => {
    // All at once, as each look into an emulated machine takes seconds.
    const said = await shell(`
      for unit in ${units.join(' ')}; do cat /proc/$(systemctl show -P MainPID $unit)/status; echo ----; done
      getent group docker | cut -d: -f3; echo ----
      cat /proc/$(systemctl show -P MainPID container-exporter-docker-proxy)/net/dev; echo ----
      systemd-analyze security container-exporter.service --no-pager | tail -n 1`);
    const [exporter = '', proxy = '', docker = '', network = '', security = ''] = said.split('----\n');
    for (const status of [exporter, proxy]) {
      expect(Number(/^Uid:\s+(\d+)/m.exec(status)?.[1])).toBeGreaterThan(60_000);
      expect(status).toMatch(/^CapEff:\s0+$/m);
      expect(status).toMatch(/^CapBnd:\s0+$/m);
      expect(status).toMatch(/^NoNewPrivs:\s1$/m);
    }
    expect(/^Uid:.*/m.exec(exporter)?.[0]).not.toBe(/^Uid:.*/m.exec(proxy)?.[0]);
    const groups = (status: string) => /^Groups:(.*)/m.exec(status)?.[1]?.trim().split(/\s+/);
    expect(groups(proxy)).toContain(docker.trim());
    expect(groups(exporter)).not.toContain(docker.trim());
    expect(network.match(/^\s*\S+:/gm)?.map((name) => name.trim())).toEqual(['lo:']);
    // What test/deploy/systemd.test.ts reads of the file is what systemd says of the running service too.
    expect(Number(/exposure level for \S+: (\S+)/.exec(security)?.[1])).toBeLessThanOrEqual(1.4);
  });
});
