import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { collectors } from '../../src/catalogue.js';
import { readCommandLine } from '../../src/cli/command-line.js';
import { probePath } from '../../src/cli/paths.js';
import { wireExporter } from '../../src/commands/wire-exporter.js';
import { readExposition } from '../../src/exposition/text-reader.js';
import { writeExposition } from '../../src/exposition/text-writer.js';
import { startFakeDocker } from '../support/fake-docker/fake-docker.js';
import { recordedDaemon } from '../support/fake-docker/recorded.js';
import { startKubeletFor } from '../support/fake-kubelet/asked-kubelet.js';
import { kubepods } from '../support/fake-kubelet/pod-lists.js';
import { fixtureFolder } from '../support/recorded-host.js';

/** The samples of a scrape of the kubepods host, whose kubelet is asked, with those flags beside its own. */
async function scrape(...flags: readonly string[]) {
  const { kubelet, remove } = await startKubeletFor(kubepods);
  onTestFinished(remove);
  const root = fixtureFolder('v1-kubepods');
  const command = readCommandLine({
    argv: [
      'scrape',
      ...[`--path.procfs=${root}/proc`, `--path.cgroupfs=${root}/cgroup`, `--path.rootfs=${root}`],
      ...['--collector.disable-defaults', '--collector.info', '--collector.memory'],
      `--kubelet.url=https://127.0.0.1:${kubelet.address.port}`,
      ...[`--kubelet.token-file=${kubelet.tokenFile}`, `--kubelet.ca-file=${kubelet.caFile}`],
      ...flags,
    ],
    ...{ env: {}, probe: probePath, collectors, version: '1' },
  });
  if (command.kind !== 'scrape') throw new Error(JSON.stringify(command));
  const { config } = command;
  const places = { ofSystem: [], users: '/no/users', ownFolder: undefined };
  const exporter = wireExporter({ config, collectors, version: '1', places, log: pino({ level: 'silent' }) });
  const { columns } = await exporter.scrape({ collectors: config.collectors, deadline: performance.now() + 30_000 });
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeExposition(columns, 'text')) chunks.push(Buffer.from(chunk));
  const { series } = readExposition(Buffer.concat(chunks).toString());
  const of = (name: string) => series.get(name) ?? [];
  return {
    names: () => of('container_info').map(({ labels }) => labels.name),
    labelsOf: (pod: string, container: string | undefined) =>
      of('container_memory_usage_bytes')
        .filter(({ labels }) => labels.pod === pod && labels.container === container)
        .map(({ labels: { id: _, ...rest } }) => rest),
    sources: () =>
      of('container_exporter_discovery_success').flatMap(({ labels, value }) => (value === 1 ? [labels.source] : [])),
  };
}

const ofDb = { name: 'k8s_db_db-0_prod', image: 'bb:local', pod: 'db-0', namespace: 'prod', container: 'db' };

test('by the flags alone a pod has its names, and of its labels those that are asked for', async () => {
  const { labelsOf, sources } = await scrape('--docker.host=none', '--container.labels=app.kubernetes.io/*');
  expect(sources()).toEqual(expect.arrayContaining(['cgroup', 'kubelet']));
  expect(labelsOf('db-0', 'db')).toEqual([{ ...ofDb, container_label_app_kubernetes_io_name: 'db' }]);
  expect(labelsOf('db-0', undefined)).toEqual([{ pod: 'db-0', namespace: 'prod' }]);
});

test('beside Docker it names what Docker does not know', async () => {
  const docker = await startFakeDocker(recordedDaemon('../v1-kubepods/docker'));
  onTestFinished(() => docker.remove());
  const { names, sources } = await scrape(`--docker.host=${docker.host}`);
  expect(sources()).toEqual(expect.arrayContaining(['cgroup', 'docker', 'kubelet']));
  expect(names().sort()).toEqual([
    // Docker's have the pod's uid or the like, and how often they have started.
    'k8s_POD_web-7c5d_prod_x_0',
    'k8s_app_web-7c5d_prod_x_0',
    'k8s_db_db-0_prod_y_1',
    'k8s_migrate_web-7c5d_prod',
    'k8s_report_report-29384-x7k2p_batch',
    'k8s_sidecar_web-7c5d_prod',
  ]);
});
