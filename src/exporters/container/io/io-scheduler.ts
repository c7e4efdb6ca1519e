import { counter, type Family, gauge } from '../../../exposition/family.js';
import { label } from '../../../exposition/labels.js';
import type { DeviceFigure } from '../../../kernel/cgroup/rare-files.js';
import type { Collector } from '../../collector.js';
import { eachCgroup } from '../../each.js';

const device = ['device'];
const readsMerged = counter('container_fs_reads_merged_total', 'Reads that were joined to others (v1).', device);
const writesMerged = counter('container_fs_writes_merged_total', 'Writes that were joined to others (v1).', device);
const readTime = counter('container_fs_read_seconds_total', 'Time for which reads were served (v1).', device);
const writeTime = counter('container_fs_write_seconds_total', 'Time for which writes were served (v1).', device);
const ioTime = counter('container_fs_io_time_seconds_total', 'Time for which requests were served (v1).', device);
const waiting = gauge('container_fs_io_current', 'Requests that wait for the device now (v1).', device);

export const ioScheduler: Collector = {
  name: 'io-scheduler',
  help: 'Merged requests, service time and queue by container; only cgroup v1 with the scheduler BFQ (kernels with CONFIG_BFQ_CGROUP_DEBUG) or CFQ (before Linux 5.0) has them',
  enabledByDefault: false,
  needs: 'containers',
  families: [readsMerged, writesMerged, readTime, writeTime, ioTime, waiting],
  collect: (scrape) =>
    eachCgroup(scrape, ({ path, kind }, emit) => {
      if (kind === 'ancestor') return;
      const stat = scrape.cgroups.ioScheduler(path);
      if (!stat) return;
      const emitAs = (family: Family, figures: readonly DeviceFigure[], operations: readonly string[]) => {
        for (const [name, value] of sumByDevice(figures, operations)) {
          emit(family, value, label('device', scrape.blockDeviceName(name) ?? name));
        }
      };
      emitAs(readsMerged, stat.merged, ['Read']);
      emitAs(writesMerged, stat.merged, ['Write']);
      emitAs(readTime, stat.serviceTime, ['Read']);
      emitAs(writeTime, stat.serviceTime, ['Write']);
      // Sync and Async count the same requests a second way.
      emitAs(ioTime, stat.serviceTime, ['Read', 'Write', 'Discard']);
      emitAs(waiting, stat.queued, ['Read', 'Write', 'Discard']);
    }),
};

function sumByDevice(figures: readonly DeviceFigure[], operations: readonly string[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { device: name, operation, value } of figures) {
    if (operations.includes(operation)) sums.set(name, (sums.get(name) ?? 0) + value);
  }
  return sums;
}
