import { askedKubelet, askedRuntime, type Check, findsContainers, theHost, toldByRuntime } from './check.js';
import { isOn } from './host/host-settings.js';
import { counted, duration } from './words.js';

/** A daemon that refuses does so at once; one that hangs makes the exporter wait. */
const hangsFrom = 1;

const dockerDown: Check = {
  id: 'DockerDown',
  page: 'host',
  collectors: [],
  find: theHost((sight) => {
    const runtime = askedRuntime(sight);
    if (runtime?.value !== 0) return undefined;
    const { source = '' } = runtime.labels;
    // A daemon known to hang is not waited for again.
    const series = 'container_exporter_discovery_duration_seconds';
    const waits = [sight.value(series, { source }), sight.valueBefore(series, { source })];
    const waited = Math.max(...waits.filter((seconds) => seconds !== undefined));
    const hangs = waited >= hangsFrom;
    const [unit = source] = source.split(':');
    const name = unit === 'podman' ? 'Podman' : 'Docker';
    return {
      severity: 'critical',
      title: hangs ? `${name} gave no answer in ${duration(waited)}` : `${name} does not answer`,
      meaning: hangs
        ? 'It hangs. Containers run on, but none is started, restarted or checked.'
        : 'It is not running, it hangs, or the exporter may not use its socket: then add the group of the socket to it.',
      evidence: waited >= 0 ? [{ label: 'Waited', value: duration(waited) }] : [],
      command: `systemctl status ${unit}; journalctl -u ${unit} -n 50`,
    };
  }),
};

const discoveryFailed: Check = {
  id: 'ContainerExporterDiscoveryFailed',
  page: 'exporter',
  collectors: [],
  find: theHost((sight) => {
    if (sight.value('container_exporter_discovery_success', { source: 'cgroup' }) !== 0) return undefined;
    return {
      severity: 'unknown',
      title: 'Could not look for containers: the walk over cgroupfs failed',
      meaning: "Some or all of them are missing here. The exporter's log names the path and the reason.",
      evidence: [{ label: 'For docker run', value: '--volume /sys/fs/cgroup:/host/sys/fs/cgroup:ro' }],
    };
  }),
};

const kubeletFailed: Check = {
  id: 'ContainerExporterKubeletFailed',
  page: 'exporter',
  collectors: [],
  find: theHost((sight) => {
    if (askedKubelet(sight) !== 0) return undefined;
    return {
      severity: 'unknown',
      title: 'The kubelet does not say which pods there are',
      meaning:
        "New containers have no names, and states, restarts and exit codes are missing. The exporter's log has the reason: a right, a token or a certificate that is wanting, or a kubelet that is down.",
      evidence: [],
      command: 'systemctl status kubelet; journalctl -u kubelet -n 50',
    };
  }),
};

/** `checks` are all checks, to report which of them can't see anything. */
export function exporterChecks(checks: readonly Check[]): readonly Check[] {
  const blind = (collector: string) =>
    checks.filter(({ collectors }) => collectors.includes(collector)).map(({ id }) => id);

  const collectorFailed: Check = {
    id: 'ContainerExporterCollectorFailed',
    page: 'exporter',
    collectors: [],
    find: (sight) => {
      // If no containers are found at all, that is the reason.
      if (!findsContainers(sight)) return [];
      return sight.samples('container_exporter_collector_success').flatMap(({ labels: { collector = '' }, value }) =>
        value !== 0
          ? []
          : [
              {
                severity: 'unknown',
                title: `The collector ${collector} failed, so not everything could be checked`,
                meaning: "The exporter's log names the path and the reason.",
                evidence: blind(collector).map((id) => ({ label: 'May be missing', value: id })),
              },
            ],
      );
    },
  };

  const collectorsOff: Check = {
    id: 'ContainerExporterCollectorOff',
    page: 'exporter',
    collectors: [],
    find: theHost((sight) => {
      const known = new Set(
        sight.samples('container_exporter_collector_success').map(({ labels }) => labels.collector ?? ''),
      );
      const needed = checks.filter(({ optional }) => !optional).flatMap(({ collectors }) => collectors);
      const off = [...new Set(needed)].filter((collector) => !known.has(collector));
      if (off.length === 0) return undefined;
      const missed = checks.filter(
        ({ collectors, optional }) => !optional && collectors.some((one) => off.includes(one)),
      );
      return {
        severity: 'info',
        title: `${counted(missed.length, 'check')} not made, as collectors are off`,
        meaning: 'Whatever they would find goes unseen.',
        evidence: [
          { label: 'Collectors that are off', value: off.join(', ') },
          { label: 'Not checked', value: missed.map(({ id }) => id).join(', ') },
        ],
      };
    }),
  };
  return [
    dockerDown,
    discoveryFailed,
    kubeletFailed,
    collectorFailed,
    runtimeNotAsked,
    filesNotAccessible,
    diskUsageUnknown,
    collectorsOff,
  ];
}

const runtimeNotAsked: Check = {
  id: 'ContainerRuntimeNotAsked',
  page: 'exporter',
  collectors: [],
  find: theHost((sight) => {
    const looksForContainers = sight.value('container_exporter_discovery_success', { source: 'cgroup' }) !== undefined;
    if (!looksForContainers || toldByRuntime(sight)) return undefined;
    return {
      severity: 'info',
      title: 'Neither Docker nor Podman is asked, so nothing is known of stopped containers, restarts and health',
      meaning: 'No socket was found, or --docker.host is none. What the kernel tells of running containers is checked.',
      evidence: [
        { label: 'Not checked', value: 'crashes, restarts, health, disk usage of images and volumes' },
        {
          label: 'For docker run',
          value: '--volume /run/docker.sock:/run/docker.sock --group-add $(stat -c %g /run/docker.sock)',
        },
      ],
    };
  }),
};

const filesNotAccessible: Check = {
  id: 'DockerFilesNotAccessible',
  page: 'exporter',
  collectors: [],
  find: theHost((sight) => {
    if (sight.value('container_exporter_docker_files_accessible') !== 0) return undefined;
    return {
      severity: 'unknown',
      title: 'The size of container logs is not known: their folder cannot be read',
      meaning:
        "Docker's root directory is not mounted into the exporter, or its user may not enter it: group 0 may. Mount / and add that group.",
      evidence: [
        { label: 'May be missing', value: 'ContainerLogLarge, ContainerLogGrowing' },
        { label: 'For docker run', value: '--volume /:/host:ro,rslave --group-add 0' },
      ],
    };
  }),
};

const diskUsageUnknown: Check = {
  id: 'DockerDiskUsageUnknown',
  page: 'exporter',
  collectors: [],
  find: theHost((sight) => {
    if (askedRuntime(sight)?.value !== 1 || !isOn(sight, 'docker-df')) return undefined;
    if (sight.samples('docker_df_size_bytes').length > 0) return undefined;
    return {
      severity: 'unknown',
      title: 'Docker has not said yet how much disk its data takes',
      meaning: 'It walks all images and volumes for that, which may take minutes. Look again later.',
      evidence: [{ label: 'May be missing', value: 'DockerReclaimableHigh, and who fills the disk' }],
      command: 'time docker system df',
    };
  }),
};
