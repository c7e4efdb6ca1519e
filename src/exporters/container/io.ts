import { counter } from '../../exposition/family.js';
import { label } from '../../exposition/labels.js';
import type { CgroupExporter } from '../collector.js';

const readBytes = counter('container_fs_reads_bytes_total', 'Bytes read from block devices.', ['device']);
const writeBytes = counter('container_fs_writes_bytes_total', 'Bytes written to block devices.', ['device']);
const reads = counter('container_fs_reads_total', 'Read operations on block devices.', ['device']);
const writes = counter('container_fs_writes_total', 'Write operations on block devices.', ['device']);

export const io: CgroupExporter = {
  name: 'io',
  help: 'Reads and writes that reached block devices, from io.stat (v2) and blkio.throttle (v1)',
  scope: 'cgroup',
  enabledByDefault: true,
  families: [readBytes, writeBytes, reads, writes],
  collect({ cgroup }, { emit, cgroups, blockDeviceName }) {
    for (const stat of cgroups.io(cgroup.path) ?? []) {
      // A device that diskstats does not know any more, such as a detached disk, keeps its numbers.
      const device = label('device', blockDeviceName(stat.device) ?? stat.device);
      emit(readBytes, stat.readBytes, device);
      emit(writeBytes, stat.writeBytes, device);
      emit(reads, stat.reads, device);
      emit(writes, stat.writes, device);
    }
  },
};
