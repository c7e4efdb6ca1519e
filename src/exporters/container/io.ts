import { counter } from '../../exposition/family.js';
import { label } from '../../exposition/labels.js';
import type { IoStat } from '../../kernel/cgroup/cgroup-reader.js';
import type { Collector } from '../collector.js';
import { eachCgroup } from '../each.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';

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
];

export const io: Collector = {
  name: 'io',
  help: 'Reads and writes that reached block devices, from io.stat (v2) and blkio.throttle (v1)',
  enabledByDefault: true,
  needs: 'containers',
  families: familiesOf(figures),
  collect: (scrape) =>
    eachCgroup(scrape, ({ path }, emit) => {
      for (const stat of scrape.cgroups.io(path) ?? []) {
        // A device that diskstats does not know any more, such as a detached disk, keeps its numbers.
        const device = scrape.blockDeviceName(stat.device) ?? stat.device;
        emitFigures(figures, stat, emit, label('device', device));
      }
    }),
};
