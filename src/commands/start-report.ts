import { existsSync, statSync } from 'node:fs';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { type DockerAddress, formatDockerAddress, parseDockerHost, searchedHost } from '../discovery/docker/address.js';
import { explainDockerError } from '../discovery/docker/answer-error.js';
import { createDockerAgent, requestDaemon } from '../discovery/docker/daemon-request.js';
import { findSockets, type UsualPlaces } from '../discovery/engines/usual-sockets.js';
import { cgroupChildren } from '../kernel/cgroup/cgroup-directory.js';
import { detectCgroupLayout } from '../kernel/cgroup/cgroup-layout.js';
import { createRootfsReader } from '../kernel/fs/rootfs.js';
import { createProcReader, type ProcReader } from '../kernel/proc/procfs.js';
import { hostInterfaces } from '../kernel/sys/net-class.js';
import { createSysReader } from '../kernel/sys/sysfs.js';
import { utf8 } from '../kernel/text/bytes.js';
import { seeKubelet } from './see-kubelet.js';

/** What is visible of one thing, or why it is not. */
export interface Sight {
  /** `warn` if something that was configured, or that everybody wants, is not visible. */
  readonly level: 'info' | 'warn';
  readonly message: string;
  /** What to do for more. */
  readonly remedy?: string;
}

interface StartReportOptions {
  readonly config: Pick<Config, 'path' | 'docker' | 'kubelet' | 'collectors'>;
  /** Where to search for engine sockets if none was given. */
  readonly places: UsualPlaces;
  readonly log: Logger;
}

/**
 * Logs what will be visible of this host and what will not, one line each, so that nobody has to find out from missing
 * metrics. Takes at most two seconds, if a daemon hangs. Never rejects.
 */
export async function reportStart({ config, places, log }: StartReportOptions): Promise<void> {
  const { path, docker, kubelet, collectors } = config;
  const proc = createProcReader(path.procfs);
  const sights = [
    () => seeCgroups(path.cgroupfs),
    () => seeProcesses(proc),
    () => seeFilesystems(path.rootfs, proc),
    ...(kubelet ? [() => seeKubelet(kubelet)] : []),
    ...(kubelet && docker.hosts.length === 0 ? [] : probesOfRuntimes(docker, places)),
    () => (collectors.has('host-netclass') ? seeInterfaces(path.sysfs, proc) : undefined),
    () => (collectors.has('file-descriptors') ? seeOpenFiles(proc) : undefined),
    () => (collectors.has('container-fs') && docker.hosts.length > 0 ? seeLogs(path.rootfs) : undefined),
  ];
  for (const look of sights) {
    try {
      const sight = await look();
      if (sight) log[sight.level](sight.remedy === undefined ? {} : { remedy: sight.remedy }, sight.message);
    } catch (error) {
      log.warn(`a part of this host cannot be seen: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function seeCgroups(root: string): Sight {
  const remedy = "in a container, mount the host's /sys/fs/cgroup at /host/sys/fs/cgroup, read-only";
  let layout: ReturnType<typeof detectCgroupLayout>;
  try {
    layout = detectCgroupLayout(root);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { level: 'warn', message: `cgroups: none, so no running containers: ${reason}`, remedy };
  }
  const { version, walked } = layout;
  // Each file is only in the root cgroup, or only in all others.
  const isWhole = existsSync(`${walked}/release_agent`) || (version === 2 && !existsSync(`${walked}/cgroup.events`));
  if (isWhole) return { level: 'info', message: `cgroups: version ${version}, the whole host at ${root}` };
  const message = `cgroups: version ${version}, at ${root} only a part of the host's`;
  // A container with its own cgroup namespace sees nothing below its root.
  if (cgroupChildren(walked, '/')?.length) return { level: 'info', message };
  return { level: 'warn', message: `${message}, without any containers`, remedy };
}

function seeProcesses(proc: ProcReader): Sight {
  if (firstProcess(proc) === undefined) {
    return {
      level: 'warn',
      message: `processes: ${proc.root} hides those of other users, so networks, tasks and file systems are missing`,
      remedy: 'mount it without hidepid, or add the user to the group that its option gid= names',
    };
  }
  if (!isOfHost(proc)) {
    return {
      level: 'warn',
      message: `processes: ${proc.root} shows those of one container, so networks and tasks of others are missing`,
      remedy: "mount the host's /proc at /host/proc, read-only",
    };
  }
  const place = proc.isOtherPidNamespace() ? `${proc.root}, from another pid namespace` : proc.root;
  return { level: 'info', message: `processes: the whole host at ${place}` };
}

/** The name of process 1; undefined if it is hidden: hidepid=2 hides it, hidepid=1 denies access to it. */
function firstProcess(proc: ProcReader): string | undefined {
  try {
    return proc.read('1/comm', (text) => utf8(text).trim());
  } catch {
    return undefined;
  }
}

/** Kernel threads are only in the host's pid namespace. */
function isOfHost(proc: ProcReader): boolean {
  return proc.read('2/comm', (text) => utf8(text).trim()) === 'kthreadd';
}

async function seeFilesystems(root: string, proc: ProcReader): Promise<Sight | undefined> {
  if (firstProcess(proc) === undefined || !isOfHost(proc)) return undefined;
  const host = proc.mounts().findLast(({ mountPoint }) => mountPoint === '/');
  const usage = host && (await createRootfsReader(root).usage(host, AbortSignal.timeout(2000)));
  if (usage) return { level: 'info', message: `file systems: the host's at ${root}` };
  return {
    level: 'info',
    message: `file systems: ${root} is not the host's root directory, so how full they are is missing`,
    remedy: "mount the host's / at /host/root (ro,rslave) and give --path.rootfs=/host/root",
  };
}

function seeInterfaces(root: string, proc: ProcReader): Sight | undefined {
  if (firstProcess(proc) === undefined || !isOfHost(proc)) return undefined;
  if (hostInterfaces(createSysReader(root), proc)) {
    return { level: 'info', message: `network interfaces: the host's at ${root}` };
  }
  return {
    level: 'info',
    message: `network interfaces: ${root} does not show the host's, so their speed, carrier and MTU are missing`,
    remedy: "mount the host's / at /host/root (ro,rslave) and give --path.rootfs=/host/root",
  };
}

function seeOpenFiles(proc: ProcReader): Sight | undefined {
  try {
    proc.list('1/fd');
    return undefined;
  } catch {
    return {
      level: 'warn',
      message: 'rights: open files of other users are closed to this one, so --collector.file-descriptors has none',
      remedy: 'run it as root with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, or turn the collector off',
    };
  }
}

/** Docker's default directory; with a custom one this reports nothing. */
function seeLogs(root: string): Sight | undefined {
  const folder = `${root === '/' ? '' : root}/var/lib/docker/containers`;
  try {
    statSync(`${folder}/.`);
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') return undefined;
    return {
      level: 'info',
      message: `rights: ${folder} is closed to this user, so the sizes of containers' logs are missing`,
      remedy: 'add the group that owns it, mostly 0 (docker run --group-add 0)',
    };
  }
}

const patienceMs = 2000;

/** Whether runtimes can report names, by one ping each: finds a dead daemon at startup, not at the first scrape. */
function probesOfRuntimes(docker: Config['docker'], places: UsualPlaces): (() => Promise<Sight> | Sight)[] {
  const without = 'containers have no names, images and labels from it, and stopped ones are missing';
  if (docker.hosts.length === 0)
    return [() => ({ level: 'info', message: `names: no API is asked (--docker.host=none): ${without}` })];
  const addresses = addressesOf(docker, places);
  if (addresses.length > 0) return addresses.map((address) => () => probeRuntime(address));
  return [
    () => ({
      level: 'info',
      message: `names: none of ${places.ofSystem.join(', ')} is there: ${without}`,
      remedy: 'give the socket of container-exporter docker-proxy with --docker.host, or --docker.host=none',
    }),
  ];
}

async function probeRuntime(address: DockerAddress): Promise<Sight> {
  const place = formatDockerAddress(address);
  const wrong = await ping(address);
  if (wrong === undefined) return { level: 'info', message: `names: from the API at ${place}` };
  return {
    level: 'warn',
    message: `names: no API at ${place}: ${wrong}`,
    remedy: 'it is asked again with each scrape; --docker.host says where it is, or none',
  };
}

function addressesOf({ hosts, certificates }: Config['docker'], places: UsualPlaces): DockerAddress[] {
  return hosts.flatMap((host): DockerAddress[] => {
    if (host === searchedHost) return findSockets(places).map((path) => ({ kind: 'unix', path }));
    const address = parseDockerHost(host);
    if (!address) return [];
    return [address.kind === 'tcp' ? { ...address, certificates } : address];
  });
}

/** undefined if Docker's or Podman's API answers, else the reason. */
async function ping(address: DockerAddress): Promise<string | undefined> {
  const signal = AbortSignal.timeout(patienceMs);
  try {
    const agent = createDockerAgent(address, 1);
    try {
      const { statusCode, headers } = await requestDaemon(address, { path: '/_ping', agent, headers: {}, signal });
      if (statusCode !== 200) return `GET /_ping: HTTP ${statusCode}`;
      return headers['api-version'] === undefined ? 'what answers there is another HTTP server' : undefined;
    } finally {
      // Also ends the response body, which nobody reads.
      agent.destroy();
    }
  } catch (error) {
    return signal.aborted ? `no answer within ${patienceMs / 1000} s` : explainDockerError(error);
  }
}
