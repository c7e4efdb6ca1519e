import { type Check, theHost, toldByRuntime } from '../check.js';
import { boundedLog, counted } from '../words.js';

/** Docker daemon settings that do no harm until something else goes wrong. */

const liveRestore: Check = {
  id: 'DockerLiveRestoreOff',
  page: 'host',
  collectors: ['docker-daemon', 'lifetime'],
  isMeasured: toldByRuntime,
  find: theHost((sight) => {
    // A swarm node can't have it.
    if (sight.value('docker_live_restore_enabled') !== 0 || sight.value('docker_swarm_active') === 1) return undefined;
    const running = sight.containers.filter(
      (container) => container.info.runtime === 'docker' && sight.of(container, 'container_last_seen') !== undefined,
    );
    if (running.length === 0) return undefined;
    return {
      severity: 'info',
      title: `${counted(running.length, 'container')} would stop with the Docker daemon: live-restore is off`,
      meaning:
        'An upgrade, a restart or a crash of the daemon ends all containers. Set "live-restore": true in /etc/docker/daemon.json and reload it.',
      evidence: [{ label: 'In daemon.json', value: '"live-restore": true' }],
      command: "docker info --format '{{.LiveRestoreEnabled}}'",
    };
  }),
};

const mostNamed = 5;

const logRotation: Check = {
  id: 'DockerLogRotationOff',
  page: 'host',
  collectors: ['container-fs'],
  isMeasured: toldByRuntime,
  find: theHost((sight) => {
    const unbounded = sight.containers.filter(
      (container) => sight.of(container, 'container_log_limit_bytes') === Infinity,
    );
    if (unbounded.length === 0) return undefined;
    const driver = sight.samples('docker_logging_driver_info')[0]?.labels.driver;
    const names = unbounded.slice(0, mostNamed).map(({ name }) => name);
    return {
      severity: 'info',
      title: `${counted(unbounded.length, 'container has a log that is', 'containers have logs that are')} never rotated`,
      meaning:
        'They grow until the disk is full. Set log-opts in /etc/docker/daemon.json, restart Docker and recreate the containers: options of those that exist do not change.',
      evidence: [
        { label: 'Without rotation', value: names.join(', ') + (unbounded.length > mostNamed ? ', …' : '') },
        ...(driver === undefined ? [] : [{ label: 'Driver of new containers', value: driver }]),
        { label: 'In daemon.json', value: '"log-opts": {"max-size": "10m", "max-file": "3"}' },
        { label: 'For docker run', value: boundedLog },
      ],
      command: "docker info --format '{{.LoggingDriver}}'; cat /etc/docker/daemon.json",
    };
  }),
};

export const dockerSettingChecks = [liveRestore, logRotation];
