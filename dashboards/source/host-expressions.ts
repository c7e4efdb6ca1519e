import { ofHost, oneHost } from './selectors.js';

/** PromQL for what several dashboards say of hosts: one series for each host or filesystem. */

/** A second, by all CPUs, devices or interfaces together, unless a label tells them apart. */
export const perSecond = (metric: string, { by, only = '' }: { by?: string; only?: string } = {}) =>
  `sum by (${oneHost}${by === undefined ? '' : `, ${by}`}) (rate(${metric}{${ofHost}${only}}[$__rate_interval]))`;

export const latest = (metric: string, { by, only = '' }: { by?: string; only?: string } = {}) =>
  `max by (${oneHost}${by === undefined ? '' : `, ${by}`}) (${metric}{${ofHost}${only}})`;

export const dockerDisk = (figure: string) =>
  latest(`docker_root_filesystem_${figure}`, { by: 'device, mountpoint, holds' });

/** Of what users other than root can use. */
export const dockerDiskUsed = `1 - ${dockerDisk('available_bytes')} / (${dockerDisk('size_bytes')} > 0)`;

export const dockerInodesUsed = `1 - ${dockerDisk('files_free')} / (${dockerDisk('files')} > 0)`;

export const dockerDiskAvailable = dockerDisk('available_bytes');

const shrinking = `sum by (${oneHost}, device, mountpoint, holds) (deriv(docker_root_filesystem_available_bytes{${ofHost}}[$__range])) < 0`;

/** Seconds until nothing is available, if it goes on as in the time range. Nothing for disks that do not fill. */
export const dockerDiskFullIn = `${dockerDisk('available_bytes')} / -(${shrinking})`;
