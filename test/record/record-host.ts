/**
 * Records the host it runs on as a fixture tree: what an exporter could read of cgroupfs, procfs and the Docker API.
 *
 *     npx tsx test/record/record-host.ts OUTPUT [--docker SOCKET] [--container NAME-REGEX] [--cgroup PATH-REGEX]
 *
 * OUTPUT gets `cgroup/`, `proc/` and `docker/`. Needs root. Processes outside containers are not recorded, but for what
 * tells that they supervise one. `--cgroup` is for containers that no API knows: only what it matches is one.
 */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';

const cgroupfs = '/sys/fs/cgroup';
const containerId = /[0-9a-f]{64}/;

/** Files of cgroupfs that say something which the exporter shows. */
const cgroupFiles = new RegExp(
  `^(?:${[
    'cgroup\\.(?:procs|controllers|subtree_control|stat|stat\\.local|pressure)',
    'cpu\\.(?:stat|stat\\.local|max|weight|shares|cfs_quota_us|cfs_period_us|pressure)',
    'cpuacct\\.(?:usage|usage_percpu|stat)',
    'irq\\.pressure',
    '(?:dmem|misc)\\.(?:current|max|capacity)',
    'memory\\.(?:swap\\.peak|zswap\\.\\w+|numa_stat)',
    'cpuset\\.(?:cpus\\.effective|effective_cpus)',
    'memory\\.(?:current|peak|stat|events|max|low|pressure|swap\\.current|swap\\.max)',
    'memory\\.(?:\\w+_in_bytes|failcnt|oom_control|memsw\\.\\w+_in_bytes|kmem\\.usage_in_bytes)',
    'io\\.(?:stat|pressure)',
    'blkio\\.throttle\\.io_service(?:d|_bytes)_recursive',
    'pids\\.(?:current|max|events|peak)',
    'hugetlb\\..*',
  ].join('|')})$`,
);

/** Of cgroups that are no container's and hold none, only what they weigh against those that do is of interest. */
const weightFiles = /^cpu\.(?:weight|shares)$/;

const hostFiles = [
  ...['cpuinfo', 'diskstats', 'loadavg', 'meminfo', 'stat', 'vmstat'],
  ...['pressure/cpu', 'pressure/memory', 'pressure/io'],
  ...['1/net/dev', '1/net/sockstat', '1/net/sockstat6', '1/net/stat/nf_conntrack'],
  ...['1/net/netstat', '1/net/snmp', '1/net/snmp6', '1/net/softnet_stat', '1/net/arp', '1/net/dev_mcast'],
  ...['1/net/tcp', '1/net/tcp6', '1/net/udp', '1/net/udp6'],
  ...['sys/fs/file-nr', 'sys/kernel/random/entropy_avail', 'sys/kernel/random/poolsize'],
  ...['sys/kernel/ostype', 'sys/kernel/osrelease', 'sys/kernel/version', 'sys/kernel/domainname'],
  ...['sys/net/netfilter/nf_conntrack_count', 'sys/net/netfilter/nf_conntrack_max', 'sys/net/ipv4/ip_local_port_range'],
];
/** Mount points that any Linux host with containers has; others are the machine's own. */
const ordinaryMount = /^\S+ \S+ \S+ \S+ \/(?:(?:proc|sys|dev|run|boot|home|var)(?:\/\S*)?)? /;
const processFiles = [
  'cgroup',
  'cmdline',
  'limits',
  'mountinfo',
  'stat',
  'net/dev',
  'net/tcp',
  'net/tcp6',
  'net/udp',
  'net/udp6',
];

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { docker: { type: 'string' }, container: { type: 'string' }, cgroup: { type: 'string' } },
});
const output = positionals[0];
if (output === undefined)
  throw new Error('usage: record-host.ts OUTPUT [--docker SOCKET] [--container NAME-REGEX] [--cgroup PATH-REGEX]');
const only = values.cgroup === undefined ? undefined : new RegExp(values.cgroup);

const recordedIds = values.docker === undefined ? undefined : recordDocker(values.docker, join(output, 'docker'));
recordCgroups();
recordProc();

/** Returns the ids of the containers whose names match. */
function recordDocker(socket: string, folder: string): Set<string> {
  const get = (path: string) =>
    execFileSync('curl', ['-sS', '--fail', '--unix-socket', socket, `http://localhost${path}`], { encoding: 'utf8' });
  const wanted = new RegExp(values.container ?? '');
  const listed: { Id: string; Names: string[] }[] = JSON.parse(get('/containers/json?all=1'));
  const containers = listed.filter(({ Names }) => Names.some((name) => wanted.test(name)));
  write(join(folder, 'containers.json'), JSON.stringify(containers, null, 1));
  for (const { Id } of containers) {
    write(join(folder, `${Id}.json`), JSON.stringify(JSON.parse(get(`/containers/${Id}/json`)), null, 1));
  }
  write(join(folder, 'version.json'), JSON.stringify(JSON.parse(get('/version')), null, 1));
  // The rest of it tells of the machine: host name, registries, proxies.
  const told = JSON.parse(get('/info'));
  const { CgroupDriver, CgroupVersion, Driver, DockerRootDir, ServerVersion } = told;
  const { LoggingDriver, LiveRestoreEnabled, SwapLimit } = told;
  const info = {
    ...{ CgroupDriver, CgroupVersion, Driver, DockerRootDir, ServerVersion },
    ...{ LoggingDriver, LiveRestoreEnabled, SwapLimit, Swarm: { LocalNodeState: told.Swarm?.LocalNodeState } },
  };
  write(join(folder, 'info.json'), JSON.stringify(info, null, 1));
  return new Set(containers.map(({ Id }) => Id));
}

/** Of the path of a cgroup, or of a process' cgroups. */
function isOfContainer(path: string): boolean {
  return (only ?? containerId).test(path);
}

function isRecorded(path: string): boolean {
  if (only) return only.test(path) || !containerId.test(path);
  const id = containerId.exec(path)?.[0];
  return id === undefined || (recordedIds?.has(id) ?? true);
}

function recordCgroups(): void {
  const v2 = existsSync(join(cgroupfs, 'cgroup.controllers'));
  const hierarchies = v2 ? [''] : ['cpu', 'cpuacct', 'cpuset', 'memory', 'blkio', 'pids', 'hugetlb', 'unified'];
  for (const hierarchy of hierarchies) {
    if (existsSync(join(cgroupfs, hierarchy))) recordCgroup(join(cgroupfs, hierarchy));
  }
}

/** Returns whether the cgroup is a container's or holds one. */
function recordCgroup(path: string): boolean {
  if (!isRecorded(path)) return false;
  const entries = readdirSync(path, { withFileTypes: true });
  let ofContainer = isOfContainer(path) || /^\/sys\/fs\/cgroup(\/[a-z]+)?$/.test(path);
  for (const entry of entries) {
    if (entry.isDirectory() && recordCgroup(join(path, entry.name))) ofContainer = true;
  }
  for (const { name } of entries.filter((entry) => entry.isFile())) {
    if ((ofContainer ? cgroupFiles : weightFiles).test(name)) copy(join(path, name), 'cgroup', cgroupfs);
  }
  return ofContainer;
}

function recordProc(): void {
  for (const file of hostFiles) copy(join('/proc', file), 'proc', '/proc');
  const mounts = (tryRead('/proc/1/mountinfo') ?? '').split('\n').filter((line) => ordinaryMount.test(line));
  write(join(outputFolder(), 'proc/1/mountinfo'), `${mounts.join('\n')}\n`);
  const namespaces = new Map([[statSync('/proc/1/net/dev').ino, '1/net/dev']]);
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const cgroup = tryRead(`/proc/${pid}/cgroup`);
    if (cgroup === undefined || !isOfContainer(cgroup) || !isRecorded(cgroup)) continue;
    recordParent(pid);
    for (const file of processFiles) if (file !== 'net/dev') copy(`/proc/${pid}/${file}`, 'proc', '/proc');
    for (const thread of readdirSync(`/proc/${pid}/task`))
      copy(`/proc/${pid}/task/${thread}/children`, 'proc', '/proc');
    recordNetDev(pid, namespaces);
    for (const fd of readdirSync(`/proc/${pid}/fd`)) {
      const at = join(outputFolder(), 'proc', pid, 'fd', fd);
      mkdirSync(dirname(at), { recursive: true });
      symlinkSync(readlinkSync(`/proc/${pid}/fd/${fd}`), at);
    }
  }
}

/** Who supervises a container is told by the command line of its first process' parent. */
function recordParent(pid: string): void {
  const parent = /^\d+ \(.*\) \S (\d+)/s.exec(tryRead(`/proc/${pid}/stat`) ?? '')?.[1];
  if (parent === undefined || parent === '0' || parent === '1') return;
  for (const file of ['stat', 'cmdline']) copy(`/proc/${parent}/${file}`, 'proc', '/proc');
}

/** The inode of net/dev tells a network namespace: processes that share one get a link to the same file. */
function recordNetDev(pid: string, namespaces: Map<number, string>): void {
  const namespace = statSync(`/proc/${pid}/net/dev`, { throwIfNoEntry: false })?.ino;
  // A zombie has left its namespace.
  if (namespace === undefined) return;
  const shared = namespaces.get(namespace);
  if (shared) {
    link(shared, `${pid}/net/dev`);
  } else {
    namespaces.set(namespace, `${pid}/net/dev`);
    copy(`/proc/${pid}/net/dev`, 'proc', '/proc');
  }
}

function link(target: string, file: string): void {
  const at = join(outputFolder(), 'proc', file);
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(relative(dirname(at), join(outputFolder(), 'proc', target)), at);
}

function copy(path: string, section: string, root: string): void {
  const content = tryRead(path);
  if (content !== undefined) write(join(outputFolder(), section, relative(root, path)), content);
}

function tryRead(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Not on this kernel, or gone: then the fixture lacks it too.
    return undefined;
  }
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function outputFolder(): string {
  if (output === undefined) throw new Error('no output folder');
  return output;
}
