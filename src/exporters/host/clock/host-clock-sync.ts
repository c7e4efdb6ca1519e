import { gauge } from '../../../exposition/family.js';
import { label } from '../../../exposition/labels.js';
import type { Collector } from '../../collector.js';

const synchronized = gauge(
  'node_clock_synchronized',
  "Whether the host's time daemon has set the clock since boot. Absent where no daemon leaves a file that tells.",
  ['daemon'],
);
const last = gauge(
  'node_clock_synchronized_timestamp_seconds',
  "When the host's time daemon last wrote that it had the time from a server, in unixtime.",
  ['daemon'],
);

/** Files that daemons write, and when they write them. */
const daemons = [
  {
    // Created once the clock is set after boot, and touched at each response: systemd-timesyncd.service(8).
    daemon: 'systemd-timesyncd',
    runs: 'run/systemd/timesync',
    touched: 'run/systemd/timesync/synchronized',
  },
  // Written when the clock's rate is updated, at most once an hour, and kept across boots: chrony.conf(5), driftfile.
  { daemon: 'chrony', runs: 'run/chrony', touched: 'var/lib/chrony/drift' },
  { daemon: 'chrony', runs: 'run/chrony', touched: 'var/lib/chrony/chrony.drift' },
] as const;

export const hostClockSync: Collector = {
  name: 'host-clock-sync',
  group: 'host',
  help: "Whether and when the host's time daemon set the clock, as far as its files tell",
  enabledByDefault: true,
  needs: 'nothing',
  families: [synchronized, last],
  collect({ proc, rootfs, machine, emit }) {
    if (rootfs.isOther(proc.mounts())) return;
    const shown = new Set<string>();
    for (const { daemon, runs, touched } of daemons) {
      if (shown.has(daemon) || rootfs.modified(runs) === undefined) continue;
      const at = rootfs.modified(touched);
      if (at === undefined && daemon === 'chrony') continue;
      shown.add(daemon);
      const sinceBoot = at !== undefined && machine.bootTime !== undefined && at >= machine.bootTime;
      emit(synchronized, sinceBoot ? 1 : 0, label('daemon', daemon));
      emit(last, at, label('daemon', daemon));
    }
  },
};
