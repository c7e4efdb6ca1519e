/** An alert, of whom, and who gets it. Of the disk the one concerned is its volume. */
export interface ExpectedAlert {
  readonly alertname: string;
  readonly of: string;
  readonly severity: 'info' | 'warning' | 'critical';
}

export const expectedAlerts: readonly ExpectedAlert[] = [
  { alertname: 'ContainerCPUThrottlingHigh', of: 'throttled', severity: 'warning' },
  // In time, and then it comes true.
  { alertname: 'ContainerOOMRisk', of: 'leaking', severity: 'critical' },
  { alertname: 'ContainerOOMKilled', of: 'leaking', severity: 'warning' },
  { alertname: 'ContainerProcessOOMKilled', of: 'forwarding', severity: 'critical' },
  { alertname: 'ContainerPidsLimitHit', of: 'forking', severity: 'critical' },
  { alertname: 'ContainerRestarting', of: 'crashing', severity: 'warning' },
  { alertname: 'ContainerCrashed', of: 'failing', severity: 'warning' },
  { alertname: 'ContainerUnhealthy', of: 'unhealthy', severity: 'warning' },
  { alertname: 'ContainerLogGrowing', of: 'chatting', severity: 'warning' },
  { alertname: 'DockerFilesystemFillingUp', of: 'volume', severity: 'warning' },
  { alertname: 'DockerFilesystemAlmostFull', of: 'volume', severity: 'warning' },
  { alertname: 'DockerFilesystemAlmostFull', of: 'volume', severity: 'critical' },
];

/** True as well, but told already: Alertmanager keeps them back. */
export const inhibitedAlerts: readonly ExpectedAlert[] = [
  { alertname: 'ContainerMemoryNearLimit', of: 'leaking', severity: 'warning' },
  { alertname: 'ContainerRestarting', of: 'leaking', severity: 'warning' },
  { alertname: 'ContainerPidsNearLimit', of: 'forking', severity: 'warning' },
];

/** What may be true of the machine that the tests run on, and is told of the host, with the reason. */
export const machineAlertsAnywhere: Readonly<Record<string, string>> = {
  HostPressureCPU: 'all tests share few cores, and those of the VM are emulated',
  HostPressureIO: 'logs and disks are filled on purpose',
  DockerReclaimableHigh: 'images of tests are used by no container while they wait',
  DockerFilesystemAlmostFull: 'the disk of a test machine may be almost full before',
  DockerFilesystemFillingUp: 'a log of 110 MiB in seconds would fill any disk within a day',
};
