import { type Family, gauge } from '../../../exposition/family.js';
import { labels } from '../../../exposition/labels.js';
import { utf8 } from '../../../kernel/text/bytes.js';
import type { Emit } from '../../collector.js';

const filesystemInfo = gauge('node_disk_filesystem_info', 'The filesystem on a block device, as udev knows it.', [
  'device',
  'type',
  'usage',
  'uuid',
  'version',
]);
const deviceMapperInfo = gauge('node_disk_device_mapper_info', 'Names of a device mapper device, as udev knows them.', [
  'device',
  'name',
  'uuid',
  'vg_name',
  'lv_name',
  'lv_layer',
]);

/** udev's properties of ATA disks that are numbers. */
const ataFamilies: Readonly<Record<string, Family>> = {
  ID_ATA_WRITE_CACHE: gauge('node_disk_ata_write_cache', 'ATA disk has a write cache.', ['device']),
  ID_ATA_WRITE_CACHE_ENABLED: gauge('node_disk_ata_write_cache_enabled', 'ATA disk has its write cache enabled.', [
    'device',
  ]),
  ID_ATA_ROTATION_RATE_RPM: gauge('node_disk_ata_rotation_rate_rpm', 'ATA disk rotation rate in RPMs (0 for SSDs).', [
    'device',
  ]),
};

export const deviceFamilies: readonly Family[] = [filesystemInfo, deviceMapperInfo, ...Object.values(ataFamilies)];

/** Emits what udev's database has about one block device besides its identity. */
export function emitDeviceProperties(device: string, properties: ReadonlyMap<string, string>, emit: Emit): void {
  const property = (name: string) => properties.get(name);
  if (property('ID_FS_TYPE')) {
    emit(
      filesystemInfo,
      1,
      labels({
        device,
        type: property('ID_FS_TYPE'),
        usage: property('ID_FS_USAGE'),
        uuid: property('ID_FS_UUID'),
        version: property('ID_FS_VERSION'),
      }),
    );
  }
  if (property('DM_NAME')) {
    emit(
      deviceMapperInfo,
      1,
      labels({
        device,
        name: property('DM_NAME'),
        uuid: property('DM_UUID'),
        vg_name: property('DM_VG_NAME'),
        lv_name: property('DM_LV_NAME'),
        lv_layer: property('DM_LV_LAYER'),
      }),
    );
  }
  if (!property('ID_ATA')) return;
  for (const [name, family] of Object.entries(ataFamilies)) {
    const value = property(name);
    if (value !== undefined && /^\d+$/.test(value)) emit(family, Number(value), labels({ device }));
  }
}

/**
 * What udev knows about a device, from its database in /run/udev/data. Other lines (links, tags) are skipped.
 *
 *     S:disk/by-id/ata-Samsung_SSD
 *     E:ID_MODEL=Samsung_SSD
 */
export function parseUdevData(text: Uint8Array): Map<string, string> {
  const properties = new Map<string, string>();
  for (const line of utf8(text).split('\n')) {
    const equals = line.indexOf('=');
    if (line.startsWith('E:') && equals > 2) properties.set(line.slice(2, equals), line.slice(equals + 1));
  }
  return properties;
}
