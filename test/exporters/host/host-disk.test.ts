import { expect, test } from 'vitest';
import { hostDisk } from '../../../src/exporters/host/disk/host-disk.js';
import { createRootfsReader } from '../../../src/kernel/fs/rootfs.js';
import { folderOf } from '../../support/folder.js';
import { collect } from './host.js';

test('bytes, seconds and counts, without partitions and loop devices', async () => {
  const procfs = folderOf({
    diskstats: `   8       0 sda 1 2 3 4000 5 6 7 8000 9 10000 11000 12 13 14 15000 16 17000
   8       1 sda1 1 2 3 4 5 6 7 8 9 10 11
   7       0 loop0 0 0 0 0 0 0 0 0 0 0 0
 259       1 nvme0n1p1 0 0 0 0 0 0 0 0 0 0 0
`,
  });
  expect(await collect(hostDisk, { procfs, rootfs: createRootfsReader(folderOf({})) })).toEqual({
    'node_disk_reads_completed_total{device="sda"}': 1,
    'node_disk_reads_merged_total{device="sda"}': 2,
    'node_disk_read_bytes_total{device="sda"}': 1536,
    'node_disk_read_time_seconds_total{device="sda"}': 4,
    'node_disk_writes_completed_total{device="sda"}': 5,
    'node_disk_writes_merged_total{device="sda"}': 6,
    'node_disk_written_bytes_total{device="sda"}': 3584,
    'node_disk_write_time_seconds_total{device="sda"}': 8,
    'node_disk_io_now{device="sda"}': 9,
    'node_disk_io_time_seconds_total{device="sda"}': 10,
    'node_disk_io_time_weighted_seconds_total{device="sda"}': 11,
    'node_disk_discards_completed_total{device="sda"}': 12,
    'node_disk_discards_merged_total{device="sda"}': 13,
    'node_disk_discarded_sectors_total{device="sda"}': 14,
    'node_disk_discard_time_seconds_total{device="sda"}': 15,
    'node_disk_flush_requests_total{device="sda"}': 16,
    'node_disk_flush_requests_time_seconds_total{device="sda"}': 17,
    'node_disk_info{device="sda",major="8",minor="0"}': 1,
  });
});

test('an old kernel has no discards and flushes', async () => {
  const procfs = folderOf({ diskstats: '   8       0 sda 1 2 3 4 5 6 7 8 9 10 11\n' });
  const found = await collect(hostDisk, { procfs, rootfs: createRootfsReader(folderOf({})) });
  expect(Object.keys(found).filter((series) => /discard|flush/.test(series))).toEqual([]);
});

test("what the host's udev knows", async () => {
  const numbers = '1 2 3 4 5 6 7 8 9 10 11';
  const found = await collect(hostDisk, {
    procfs: folderOf({ diskstats: `   8       0 sda ${numbers}\n 253       0 dm-0 ${numbers}\n` }),
    rootfs: createRootfsReader(
      folderOf({
        'run/udev/data/b8:0':
          'E:ID_PATH=pci-1\nE:ID_MODEL=Disk\nE:ID_SERIAL_SHORT=S1\nE:ID_ATA=1\nE:ID_ATA_WRITE_CACHE=1\nE:ID_ATA_ROTATION_RATE_RPM=7200\n',
        'run/udev/data/b253:0':
          'E:DM_NAME=vg-root\nE:DM_VG_NAME=vg\nE:DM_LV_NAME=root\nE:ID_FS_TYPE=xfs\nE:ID_FS_UUID=u1\n',
      }),
    ),
  });
  const described = Object.keys(found).filter((series) => !series.endsWith('_total{device="sda"}'));
  expect(described.filter((series) => /info|ata/.test(series))).toEqual([
    'node_disk_info{device="sda",major="8",minor="0",path="pci-1",model="Disk",serial="S1"}',
    'node_disk_info{device="dm-0",major="253",minor="0"}',
    'node_disk_ata_write_cache{device="sda"}',
    'node_disk_ata_rotation_rate_rpm{device="sda"}',
    'node_disk_filesystem_info{device="dm-0",type="xfs",uuid="u1"}',
    'node_disk_device_mapper_info{device="dm-0",name="vg-root",vg_name="vg",lv_name="root"}',
  ]);
  expect(found['node_disk_ata_rotation_rate_rpm{device="sda"}']).toBe(7200);
});
