import { counter } from '../../exposition/family.js';
import { label } from '../../exposition/labels.js';
import type { IoStat } from '../../kernel/cgroup/cgroup-reader.js';
import { parseDiskstats } from '../../kernel/proc/diskstats.js';
import type { CgroupsContext, Collector } from '../collector.js';
import { eachCgroup } from '../each.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';

const cost = (figure: string, help: string) =>
  counter(`container_fs_io_cost_${figure}_seconds_total`, help, ['device']);

const figures: Figures<IoStat> = [
  [
    counter('container_fs_reads_bytes_total', 'Bytes read from block devices.', ['device']),
    ({ readBytes }) => readBytes,
  ],
  [
    counter('container_fs_writes_bytes_total', 'Bytes written to block devices.', ['device']),
    ({ writeBytes }) => writeBytes,
  ],
  [counter('container_fs_reads_total', 'Read operations on block devices.', ['device']), ({ reads }) => reads],
  [counter('container_fs_writes_total', 'Write operations on block devices.', ['device']), ({ writes }) => writes],
  [
    cost('usage', 'Device time that the I/O cost model charged the container with, where it is on (v2).'),
    (s) => s.cost?.usage,
  ],
  [cost('wait', 'Time that I/O waited for the cost model, with blkcg_debug_stats (v2).'), (s) => s.cost?.wait],
  [cost('indebt', 'Time in debt to the cost model, with blkcg_debug_stats (v2).'), (s) => s.cost?.indebt],
  [cost('indelay', 'Time that tasks were held back for debt, with blkcg_debug_stats (v2).'), (s) => s.cost?.indelay],
];

export const io: Collector = {
  name: 'io',
  help: 'Reads and writes that reached block devices, from io.stat (v2) and blkio.throttle (v1)',
  enabledByDefault: true,
  needs: 'containers',
  families: familiesOf(figures),
  collect: (scrape) =>
    eachCgroup(scrape, ({ path, kind }, emit) => {
      // v1 sums cover what is below a cgroup now, so they drop when a container goes away.
      if (scrape.cgroups.version === 1 && kind === 'ancestor' && path !== '/') return;
      const stats = scrape.cgroups.io(path) ?? [];
      for (const stat of scrape.cgroups.version === 1 && path === '/' ? ofMachine(stats, scrape) : stats) {
        // A device that is no longer in diskstats, such as a detached disk, keeps its numbers.
        const device = scrape.blockDeviceName(stat.device) ?? stat.device;
        emitFigures(figures, stat, emit, label('device', device));
      }
    }),
};

const sectorBytes = 512;

/** For v1: the machine's I/O on the devices that the root cgroup lists, as diskstats never go backwards. */
function ofMachine(stats: readonly IoStat[], { proc }: CgroupsContext): IoStat[] {
  const disks = proc.once('diskstats', parseDiskstats) ?? [];
  return stats.flatMap(({ device }) => {
    const disk = disks.find(({ major, minor }) => device === `${major}:${minor}`);
    if (!disk) return [];
    const [reads, , sectorsRead = 0, , writes, , sectorsWritten = 0] = disk.numbers;
    return { device, reads, writes, readBytes: sectorsRead * sectorBytes, writeBytes: sectorsWritten * sectorBytes };
  });
}
