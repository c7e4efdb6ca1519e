import { parsePressure } from '../proc/psi.js';
import { parseLimit, parseNumber } from '../text/bytes.js';
import { parseNumberLines } from '../text/fields.js';
import { flatKeyed } from '../text/flat-keyed.js';
import { cgroupChildren, hugePageSizes, remember, sumOverChildren } from './cgroup-directory.js';
import { createCgroupFiles } from './cgroup-files.js';
import type { CgroupReader, HugetlbStat, MemoryEvents, MemoryStat, PressureResource } from './cgroup-reader.js';
import { countCpuList, parseCpuMax, sharesOfWeight } from './cpu-controller.js';
import { parseIoStat } from './io-stat.js';
import type { KeptFiles } from './kept-files.js';
import { parseSwitch } from './rare-files.js';
import { rareFilesOfV2 } from './rare-files-v2.js';

/** Sources: https://docs.kernel.org/admin-guide/cgroup-v2.html, each file's own section. Times there are microseconds. */

const parseCpuStat = flatKeyed([
  'usage_usec',
  'user_usec',
  'system_usec',
  'nr_periods',
  'nr_throttled',
  'throttled_usec',
  'nr_bursts',
  'burst_usec',
]);

const parseMemoryStat = flatKeyed([
  'anon',
  'file',
  'kernel',
  'file_mapped',
  'file_dirty',
  'file_writeback',
  'inactive_anon',
  'active_anon',
  'inactive_file',
  'active_file',
  'slab_reclaimable',
  'anon_thp',
  'pgfault',
  'pgmajfault',
  'pgscan',
  'pgsteal',
  'workingset_refault_anon',
  'workingset_refault_file',
]);

const parseMemoryEvents = flatKeyed(['low', 'high', 'max', 'oom', 'oom_kill', 'oom_group_kill']);
const parseThrottledTime = flatKeyed(['throttled_usec']);
const parseMaxEvents = flatKeyed(['max']);
const parseCgroupStat = flatKeyed(['nr_dying_descendants']);

const seconds = (microseconds: number | undefined) => (microseconds === undefined ? undefined : microseconds / 1e6);

/** A reader of the unified hierarchy mounted at `root`, for one scrape. */
export function createCgroupV2Reader(root: string, kept?: KeptFiles): CgroupReader {
  const files = createCgroupFiles(kept);
  const read = <T>(cgroup: string, file: string, parse: (text: Uint8Array) => T) =>
    files.read(root, cgroup, file, parse);
  const memorySizes = remember((cgroup: string) => ({
    limit: read(cgroup, 'memory.max', parseLimit),
    swapLimit: read(cgroup, 'memory.swap.max', parseLimit),
    reservation: read(cgroup, 'memory.low', parseLimit),
  }));
  const cpuWeight = remember((cgroup: string) => read(cgroup, 'cpu.weight', parseNumber));
  const children = remember((cgroup: string) => cgroupChildren(root, cgroup));
  const childrenCpuWeight = sumOverChildren(children, cpuWeight);
  const swapUsage = remember((cgroup: string) => read(cgroup, 'memory.swap.current', parseNumber));

  return {
    version: 2,

    cpu(cgroup) {
      const stat = read(cgroup, 'cpu.stat', parseCpuStat);
      return (
        stat && {
          usage: seconds(stat.usage_usec),
          user: seconds(stat.user_usec),
          system: seconds(stat.system_usec),
          periods: stat.nr_periods,
          throttledPeriods: stat.nr_throttled,
          throttledTime: seconds(stat.throttled_usec),
          burstPeriods: stat.nr_bursts,
          burstTime: seconds(stat.burst_usec),
        }
      );
    },

    cpuSpec: remember((cgroup: string) => {
      const max = read(cgroup, 'cpu.max', parseCpuMax);
      const weight = cpuWeight(cgroup);
      return {
        period: max?.period,
        quota: max?.quota,
        // A cgroup with cpu.idle reports 0: it only runs when nobody else wants to, which no shares can express.
        shares: weight ? sharesOfWeight(weight) : undefined,
      };
    }),
    cpuUsageByCpu: () => undefined,
    cpuHeldBack: (cgroup) => seconds(read(cgroup, 'cpu.stat.local', parseThrottledTime)?.throttled_usec),

    cpuWeight,
    childrenCpuWeight,
    cpusetSize: remember((cgroup: string) => read(cgroup, 'cpuset.cpus.effective', countCpuList) || undefined),

    memory(cgroup): MemoryStat | undefined {
      const stat = read(cgroup, 'memory.stat', parseMemoryStat);
      if (!stat) return undefined;
      // The root has no memory.current; its usage is the sum of its statistics.
      const rootUsage = stat.anon === undefined || stat.file === undefined ? undefined : stat.anon + stat.file;
      return {
        usage: cgroup === '/' ? rootUsage : read(cgroup, 'memory.current', parseNumber),
        maxUsage: read(cgroup, 'memory.peak', parseNumber),
        swap: swapUsage(cgroup),
        cache: stat.file,
        rss: stat.anon,
        mappedFile: stat.file_mapped,
        dirtyFile: stat.file_dirty,
        writebackFile: stat.file_writeback,
        kernel: stat.kernel,
        activeFile: stat.active_file,
        inactiveFile: stat.inactive_file,
        activeAnon: stat.active_anon,
        inactiveAnon: stat.inactive_anon,
        slabReclaimable: stat.slab_reclaimable,
        anonHuge: stat.anon_thp,
        faults: stat.pgfault,
        majorFaults: stat.pgmajfault,
        // Tasks are only in leaves, so a container's subtree counts the container's own faults.
        ownFaults: stat.pgfault,
        ownMajorFaults: stat.pgmajfault,
        pgscan: stat.pgscan,
        pgsteal: stat.pgsteal,
        refaultFile: stat.workingset_refault_file,
        refaultAnon: stat.workingset_refault_anon,
      };
    },

    memorySpec: memorySizes,

    swapRoom: remember((cgroup: string) => {
      const used = swapUsage(cgroup);
      const limit = memorySizes(cgroup).swapLimit;
      return used === undefined || limit === undefined ? undefined : Math.max(0, limit - used);
    }),

    memoryEvents(cgroup): MemoryEvents | undefined {
      const events = read(cgroup, 'memory.events', parseMemoryEvents);
      return (
        events && {
          failcnt: events.max,
          low: events.low,
          high: events.high,
          max: events.max,
          oom: events.oom,
          oomKill: events.oom_kill,
          oomGroupKill: events.oom_group_kill,
        }
      );
    },

    io: (cgroup) => read(cgroup, 'io.stat', parseIoStat),

    pids: remember((cgroup: string) => {
      const current = read(cgroup, 'pids.current', parseNumber);
      if (current === undefined) return undefined;
      return {
        current,
        limit: read(cgroup, 'pids.max', parseLimit),
        peak: read(cgroup, 'pids.peak', parseNumber),
        limitHits: read(cgroup, 'pids.events', parseMaxEvents)?.max,
      };
    }),

    processes: remember((cgroup: string) => files.read(root, cgroup, 'cgroup.procs', parseNumberLines, 'lines')),
    children,
    pressure: (cgroup, resource: PressureResource) => read(cgroup, `${resource}.pressure`, parsePressure),
    pressureEnabled: (cgroup) => read(cgroup, 'cgroup.pressure', parseSwitch),

    hugetlb(cgroup): readonly HugetlbStat[] | undefined {
      return hugePageSizes(root, cgroup)?.map((pageSize) => ({
        pageSize,
        usage: read(cgroup, `hugetlb.${pageSize}.current`, parseNumber),
        maxUsage: undefined,
        failcnt: read(cgroup, `hugetlb.${pageSize}.events`, parseMaxEvents)?.max,
      }));
    },

    tree(cgroup) {
      const stat = read(cgroup, 'cgroup.stat', parseCgroupStat);
      return stat && { dying: stat.nr_dying_descendants };
    },
    ...rareFilesOfV2(read),
  };
}
