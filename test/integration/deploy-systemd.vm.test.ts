import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { collectors } from '../../src/catalogue.js';
import { failures, parseExposition } from '../support/exposition.js';
import { type DockerCli, dockerCli } from '../support/real/docker-cli.js';
import { busyboxImage, importBusyboxImage, missingBusybox } from '../support/real/images/busybox-image.js';
import { asOlderVersion, buildPackages } from '../support/real/packages.js';
import { lacking, missingCommand } from '../support/real/requirements.js';
import { connectVmHost } from '../support/real/vm/vm-host.js';
import { hostShell } from '../support/real/vm/vm-shell.js';
import { until } from '../support/until.js';

const vm = inject('vm');
const missing = [
  ...['missing' in vm ? vm.missing : undefined, missingBusybox(), missingCommand('docker', 'docker.io')],
  ...[missingCommand('git', 'git'), missingCommand('dpkg-deb', 'dpkg')],
];
const units = ['container-exporter', 'container-exporter-docker-proxy'];
// Another exporter of this VM has the port that is in the unit.
const url = 'http://127.0.0.1:10883';

/** What a package and its service could leave behind. Accounts are compared as text, as groupadd keeps copies of the files. */
const listAll = `{ find /etc /usr /opt /srv /var/cache /var/lib -xdev ! -path '/var/lib/dpkg/*' ! -path '/var/lib/docker/*' \
  ! -path '/var/lib/containerd/*' ! -path '/etc/g*shadow*' ! -path '/etc/group*'; cat /etc/passwd /etc/group; } | sort`;

/** The Debian package with the units of deploy/systemd, as docs/deployment.md says, in the VM, which has systemd. */
describe.skipIf(lacking('systemd units on cgroup v2', missing))('systemd units on cgroup v2', () => {
  const neighbour = `systemd-${process.pid}`;
  const older = '0.0.1';
  let docker: DockerCli;
  let shell: (script: string) => Promise<string>;
  let newer: string;

  /** Until the installed exporter of this version knows the neighbour by name. */
  const scrapedAs = (version: string) => {
    const wanted = [
      `container_exporter_build_info{[^}]*version="${version}"`,
      `container_info{[^}]*name="${neighbour}"`,
    ];
    const scrape = `curl -sf ${url}/metrics | grep -cE '${wanted.join('|')}' || true`;
    const limits = { seconds: 400, interval: 2 };
    return until(`${version} knows a container by name`, async () => (await shell(scrape)).trim() === '2', limits);
  };

  beforeAll(async () => {
    if ('missing' in vm) throw new Error(vm.missing);
    const packages = buildPackages('vm');
    newer = packages.debian;
    const host = await connectVmHost(vm);
    docker = dockerCli(host.dockerHost);
    await importBusyboxImage(host.docker);
    shell = hostShell(docker);
    await docker('run', '--detach', `--name=${neighbour}`, busyboxImage, 'sleep', '100000');
    await shell(`
      ${listAll} >/tmp/before
      dpkg --install ${asOlderVersion(packages, older)}
      systemctl is-enabled container-exporter
      groupadd --system docker-monitoring
      install -D -m 644 /usr/share/doc/container-exporter/examples/docker.conf \
        /etc/systemd/system/container-exporter.service.d/docker.conf
      echo CONTAINER_EXPORTER_WEB_LISTEN_ADDRESS=${new URL(url).host} >>/etc/default/container-exporter
      systemctl daemon-reload && systemctl restart container-exporter`);
    await scrapedAs(older);
  }, 900_000);

  afterAll(async () => {
    await docker('rm', '--force', neighbour);
  });

  it('is upgraded by its package, which keeps settings and starts it again', async () => {
    await shell(`dpkg --install ${newer}`);
    await scrapedAs(newer.replace(/.*container-exporter_(.*)_all\.deb$/, '$1'));
  }, 600_000);

  it('lets all collectors succeed that are on by default', async () => {
    // The engine of an emulated machine may be late for a container that has just begun, such as the one of this shell.
    const exposition = await until(
      'nothing fails',
      async () => {
        const found = parseExposition(`${await shell(`curl -sf ${url}/metrics`)}\n`);
        return failures(found).length === 0 && found;
      },
      { seconds: 300, interval: 2 },
    );
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

  it('leaves nothing behind when it is purged', async () => {
    const left = await shell(`
      dpkg --purge container-exporter >/dev/null
      rm -r /etc/systemd/system/container-exporter.service.d && groupdel docker-monitoring && systemctl daemon-reload
      ${listAll} | diff /tmp/before - || true
      systemctl list-units --all --plain --no-legend 'container-exporter*'
      find /run -name '*container-exporter*' -o -name '*docker-monitoring*'
      pgrep --full '[/]usr/lib/container-exporter' || true`);
    expect(left).toBe('');
  });
});
