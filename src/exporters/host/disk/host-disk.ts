import { counter, type Family, gauge } from '../../../exposition/family.js';
import { label, labels } from '../../../exposition/labels.js';
import { parseDiskstats } from '../../../kernel/proc/diskstats.js';
import type { Collector } from '../../collector.js';
import { deviceFamilies, emitDeviceProperties, parseUdevData } from './udev-properties.js';

interface Column {
  readonly family: Family;
  /** Converts the kernel's unit to the family's. */
  readonly scale: (value: number) => number;
}

const asIs = (value: number) => value;
/** Sectors in diskstats are 512 bytes, whatever the device's own sector size. */
const sectorsToBytes = (value: number) => value * 512;
const toSeconds = (milliseconds: number) => milliseconds / 1000;

const column = (name: string, help: string, scale = asIs, make = counter): Column => ({
  family: make(`node_disk_${name}`, help, ['device']),
  scale,
});

/** In the kernel's order. Older kernels have fewer. */
const columns: readonly Column[] = [
  column('reads_completed_total', 'The total number of reads completed successfully.'),
  column('reads_merged_total', 'The total number of reads merged.'),
  column('read_bytes_total', 'The total number of bytes read successfully.', sectorsToBytes),
  column('read_time_seconds_total', 'The total number of seconds spent by all reads.', toSeconds),
  column('writes_completed_total', 'The total number of writes completed successfully.'),
  column('writes_merged_total', 'The number of writes merged.'),
  column('written_bytes_total', 'The total number of bytes written successfully.', sectorsToBytes),
  column('write_time_seconds_total', 'This is the total number of seconds spent by all writes.', toSeconds),
  column('io_now', 'The number of I/Os currently in progress.', asIs, gauge),
  column('io_time_seconds_total', 'Total seconds spent doing I/Os.', toSeconds),
  column('io_time_weighted_seconds_total', 'The weighted # of seconds spent doing I/Os.', toSeconds),
  column('discards_completed_total', 'The total number of discards completed successfully.'),
  column('discards_merged_total', 'The total number of discards merged.'),
  column('discarded_sectors_total', 'The total number of sectors discarded successfully.'),
  column('discard_time_seconds_total', 'This is the total number of seconds spent by all discards.', toSeconds),
  column('flush_requests_total', 'The total number of flush requests completed successfully'),
  column(
    'flush_requests_time_seconds_total',
    'This is the total number of seconds spent by all flush requests.',
    toSeconds,
  ),
];

const info = gauge(
  'node_disk_info',
  'Numbers, path, model, serial and revision of a block device as far as udev knows, and whether it rotates.',
  ['device', 'major', 'minor', 'path', 'wwn', 'model', 'serial', 'revision', 'rotational'],
);

const backing = gauge(
  'node_disk_device_mapper_backing_device_info',
  'A block device that a device mapper device is made of.',
  ['backing_device', 'device'],
);

/** node_exporter's default: no partitions, RAM disks (plain or compressed), loop devices or floppies. */
const excludedDevices = /^(?:z?ram|loop|fd|(?:h|s|v|xv)d[a-z]|nvme\d+n\d+p)\d+$/;

export const hostDisk: Collector = {
  name: 'host-disk',
  group: 'host',
  help: "I/O of the host's block devices",
  enabledByDefault: true,
  needs: 'nothing',
  families: [...columns.map(({ family }) => family), info, ...deviceFamilies, backing],
  collect({ proc, sys, rootfs, emit }) {
    for (const { device, major, minor, numbers } of proc.once('diskstats', parseDiskstats) ?? []) {
      if (excludedDevices.test(device)) continue;
      const identity = label('device', device);
      const folder = `block/${device.replaceAll('/', '!')}`;
      for (const [i, { family, scale }] of columns.entries()) {
        const value = numbers[i];
        if (value === undefined) break;
        emit(family, scale(value), identity);
      }
      const properties = rootfs.read(`run/udev/data/b${major}:${minor}`, parseUdevData);
      emit(
        info,
        1,
        labels({
          device,
          major,
          minor,
          path: properties?.get('ID_PATH'),
          wwn: properties?.get('ID_WWN'),
          model: properties?.get('ID_MODEL'),
          serial:
            properties?.get('SCSI_IDENT_SERIAL') ?? properties?.get('ID_SERIAL_SHORT') ?? properties?.get('ID_SERIAL'),
          revision: properties?.get('ID_REVISION'),
          rotational: sys.text(`${folder}/queue/rotational`),
        }),
      );
      if (properties) emitDeviceProperties(device, properties, emit);
      if (properties?.has('DM_NAME')) {
        for (const name of sys.list(`${folder}/slaves`)) emit(backing, 1, labels({ backing_device: name, device }));
      }
    }
  },
};
