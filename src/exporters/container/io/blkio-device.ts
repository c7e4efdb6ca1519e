import { counter } from '../../../exposition/family.js';
import { labels } from '../../../exposition/labels.js';
import type { Collector } from '../../collector.js';
import { eachCgroup } from '../../each.js';

const usage = counter(
  'container_blkio_device_usage_total',
  'Bytes by device and operation, as the kernel names it: Read, Write, Discard; on v1 also Sync and Async, which are the same bytes counted another way.',
  ['device', 'major', 'minor', 'operation'],
);

export const blkioDevice: Collector = {
  name: 'blkio-device',
  help: "Bytes of each operation on block devices under cAdvisor's older name; `io` has reads and writes",
  enabledByDefault: false,
  needs: 'containers',
  families: [usage],
  collect: (scrape) =>
    eachCgroup(scrape, ({ path, kind }, emit) => {
      // v1 sums cover what is below a cgroup now, so they drop when a container goes away.
      if (scrape.cgroups.version === 1 && kind === 'ancestor') return;
      for (const { device, operation, value } of scrape.cgroups.ioOperations(path) ?? []) {
        const [major, minor] = device.split(':');
        emit(usage, value, labels({ device: scrape.blockDeviceName(device), major, minor, operation }));
      }
    }),
};
