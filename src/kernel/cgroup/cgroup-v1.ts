import { parsePressure } from '../proc/psi.js';
import { parseLimit, parseNumber, trimmedEnd } from '../text/bytes.js';
import { numberFields, parseNumberLines } from '../text/fields.js';
import { flatKeyed } from '../text/flat-keyed.js';
import { cgroupChildren, hugePageSizes, remember, sumOverChildren } from './cgroup-directory.js';
import { createCgroupFiles } from './cgroup-files.js';
import type { CgroupReader, HugetlbStat, IoStat, MemoryEvents, MemoryStat, PressureResource } from './cgroup-reader.js';
import { type CgroupV1Hierarchies, walkedHierarchy } from './cgroup-v1-hierarchies.js';
import { countCpuList } from './cpu-controller.js';
import { parseBlkio } from './io-stat.js';
import type { KeptFiles } from './kept-files.js';
import { parseSwitch } from './rare-files.js';
import { rareFilesOfV1 } from './rare-files-v1.js';

/** Sources: https://docs.kernel.org/admin-guide/cgroup-v1/ (cpuacct, memory, blkio-controller, pids, hugetlb). */

const parseCpuStat = flatKeyed(['nr_periods', 'nr_throttled', 'throttled_time', 'nr_bursts', 'burst_time']);
const parseCpuacctStat = flatKeyed(['user', 'system']);
const parseOomControl = flatKeyed(['oom_kill']);
const parsePidsEvents = flatKeyed(['max']);
const parseMemoryStat = flatKeyed([
  'pgfault',
  'pgmajfault',
  'total_cache',
  'total_rss',
  'total_rss_huge',
  'total_swap',
  'total_mapped_file',
  'total_dirty',
  'total_writeback',
  'total_pgfault',
  'total_pgmajfault',
  'total_inactive_anon',
  'total_active_anon',
  'total_inactive_file',
  'total_active_file',
  'total_workingset_refault_anon',
  'total_workingset_refault_file',
]);

/** cpuacct.stat counts in USER_HZ, which the Linux ABI fixes at 100 for user space. */
const userHz = 100;

/** "No limit" is 2^63 - 1 rounded down to a page; no machine has half of that. */
const unlimitedBytes = 2 ** 62;

const parseByteLimit = (text: Uint8Array) => {
  const limit = parseNumber(text);
  return limit >= unlimitedBytes || limit < 0 ? Number.POSITIVE_INFINITY : limit;
};

const parseQuota = (text: Uint8Array) => {
  const quota = parseNumber(text);
  return quota < 0 ? Number.POSITIVE_INFINITY : quota;
};

/** `9333732734013 9552500221072 `: one number per possible CPU. */
const parseNanoseconds = (text: Uint8Array) =>
  numberFields(text, 0, trimmedEnd(text), 'cpuacct.usage_percpu').map((nanoseconds) => nanoseconds / 1e9);

const divided = (value: number | undefined, by: number) => (value === undefined ? undefined : value / by);

/** A reader of v1 hierarchies, for one scrape. */
export function createCgroupV1Reader(hierarchies: CgroupV1Hierarchies, kept?: KeptFiles): CgroupReader {
  const files = createCgroupFiles(kept);
  type Controller = keyof CgroupV1Hierarchies;
  const read = <T>(controller: Controller, cgroup: string, file: string, parse: (text: Uint8Array) => T) => {
    const hierarchy = hierarchies[controller];
    return hierarchy === undefined ? undefined : files.read(hierarchy, cgroup, file, parse);
  };
  const walked = walkedHierarchy(hierarchies);

  const cpuWeight = remember((cgroup: string) => read('cpu', cgroup, 'cpu.shares', parseNumber));
  const children = remember((cgroup: string) => (walked === undefined ? undefined : cgroupChildren(walked, cgroup)));
  const childrenCpuWeight = sumOverChildren(
    (cgroup) => (hierarchies.cpu === undefined ? undefined : cgroupChildren(hierarchies.cpu, cgroup)),
    cpuWeight,
  );
  const cpuSpec = remember((cgroup: string) => ({
    period: read('cpu', cgroup, 'cpu.cfs_period_us', parseNumber),
    quota: read('cpu', cgroup, 'cpu.cfs_quota_us', parseQuota),
    shares: cpuWeight(cgroup),
  }));
  const memorySpec = remember((cgroup: string) => ({
    limit: read('memory', cgroup, 'memory.limit_in_bytes', parseByteLimit),
    swapLimit: read('memory', cgroup, 'memory.memsw.limit_in_bytes', parseByteLimit),
    reservation: read('memory', cgroup, 'memory.soft_limit_in_bytes', parseByteLimit),
  }));

  return {
    version: 1,

    cpu(cgroup) {
      const usage = read('cpuacct', cgroup, 'cpuacct.usage', parseNumber);
      const stat = read('cpuacct', cgroup, 'cpuacct.stat', parseCpuacctStat);
      // Without a quota all of cpu.stat is 0: this saves one file for most containers.
      const limited = Number.isFinite(cpuSpec(cgroup).quota ?? Number.POSITIVE_INFINITY);
      const cfs = limited ? read('cpu', cgroup, 'cpu.stat', parseCpuStat) : undefined;
      if (usage === undefined && stat === undefined && cfs === undefined) return undefined;
      return {
        usage: divided(usage, 1e9),
        user: divided(stat?.user, userHz),
        system: divided(stat?.system, userHz),
        periods: cfs?.nr_periods,
        throttledPeriods: cfs?.nr_throttled,
        throttledTime: divided(cfs?.throttled_time, 1e9),
        burstPeriods: cfs?.nr_bursts,
        burstTime: divided(cfs?.burst_time, 1e9),
      };
    },

    cpuSpec,
    cpuUsageByCpu: (cgroup) => read('cpuacct', cgroup, 'cpuacct.usage_percpu', parseNanoseconds),
    cpuHeldBack: () => undefined,
    cpuWeight,
    childrenCpuWeight,
    cpusetSize: remember(
      (cgroup: string) => read('cpuset', cgroup, 'cpuset.effective_cpus', countCpuList) || undefined,
    ),

    memory(cgroup): MemoryStat | undefined {
      const stat = read('memory', cgroup, 'memory.stat', parseMemoryStat);
      if (!stat) return undefined;
      return {
        usage: read('memory', cgroup, 'memory.usage_in_bytes', parseNumber),
        maxUsage: read('memory', cgroup, 'memory.max_usage_in_bytes', parseNumber),
        swap: stat.total_swap,
        cache: stat.total_cache,
        rss: stat.total_rss,
        mappedFile: stat.total_mapped_file,
        dirtyFile: stat.total_dirty,
        writebackFile: stat.total_writeback,
        kernel: read('memory', cgroup, 'memory.kmem.usage_in_bytes', parseNumber),
        activeFile: stat.total_active_file,
        inactiveFile: stat.total_inactive_file,
        activeAnon: stat.total_active_anon,
        inactiveAnon: stat.total_inactive_anon,
        slabReclaimable: undefined,
        anonHuge: stat.total_rss_huge,
        faults: stat.total_pgfault,
        majorFaults: stat.total_pgmajfault,
        ownFaults: stat.pgfault,
        ownMajorFaults: stat.pgmajfault,
        pgscan: undefined,
        pgsteal: undefined,
        refaultFile: stat.total_workingset_refault_file,
        refaultAnon: stat.total_workingset_refault_anon,
      };
    },

    memorySpec,

    // Swapping a page out moves it from memory to swap and does not change the sum, which memsw limits: under a memsw
    // limit there is as much room as the sum has left.
    swapRoom: remember((cgroup: string) => {
      const limit = memorySpec(cgroup).swapLimit;
      const used = limit === undefined ? undefined : read('memory', cgroup, 'memory.memsw.usage_in_bytes', parseNumber);
      return limit === undefined || used === undefined ? undefined : Math.max(0, limit - used);
    }),

    memoryEvents(cgroup): MemoryEvents | undefined {
      const failcnt = read('memory', cgroup, 'memory.failcnt', parseNumber);
      const oomKill = read('memory', cgroup, 'memory.oom_control', parseOomControl)?.oom_kill;
      if (failcnt === undefined && oomKill === undefined) return undefined;
      return {
        failcnt,
        oomKill,
        low: undefined,
        high: undefined,
        max: undefined,
        oom: undefined,
        oomGroupKill: undefined,
      };
    },

    io(cgroup): readonly IoStat[] | undefined {
      const bytes = read('blkio', cgroup, 'blkio.throttle.io_service_bytes_recursive', parseBlkio);
      const operations = read('blkio', cgroup, 'blkio.throttle.io_serviced_recursive', parseBlkio);
      if (!bytes || !operations) return undefined;
      return [...bytes].map(([device, { read: readBytes, write: writeBytes }]) => ({
        device,
        readBytes,
        writeBytes,
        reads: operations.get(device)?.read,
        writes: operations.get(device)?.write,
      }));
    },

    pids: remember((cgroup: string) => {
      const current = read('pids', cgroup, 'pids.current', parseNumber);
      if (current === undefined) return undefined;
      return {
        current,
        limit: read('pids', cgroup, 'pids.max', parseLimit),
        peak: read('pids', cgroup, 'pids.peak', parseNumber),
        limitHits: read('pids', cgroup, 'pids.events', parsePidsEvents)?.max,
      };
    }),

    processes: remember((cgroup: string) =>
      walked === undefined ? undefined : files.read(walked, cgroup, 'cgroup.procs', parseNumberLines, 'lines'),
    ),
    children,
    pressure: (cgroup, resource: PressureResource) => read('unified', cgroup, `${resource}.pressure`, parsePressure),
    pressureEnabled: (cgroup) => read('unified', cgroup, 'cgroup.pressure', parseSwitch),

    hugetlb(cgroup): readonly HugetlbStat[] | undefined {
      if (hierarchies.hugetlb === undefined) return undefined;
      return hugePageSizes(hierarchies.hugetlb, cgroup)?.map((pageSize) => ({
        pageSize,
        usage: read('hugetlb', cgroup, `hugetlb.${pageSize}.usage_in_bytes`, parseNumber),
        maxUsage: read('hugetlb', cgroup, `hugetlb.${pageSize}.max_usage_in_bytes`, parseNumber),
        failcnt: read('hugetlb', cgroup, `hugetlb.${pageSize}.failcnt`, parseNumber),
      }));
    },
    tree: () => undefined,
    ...rareFilesOfV1(read),
  };
}
