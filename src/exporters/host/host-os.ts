import { gauge } from '../../exposition/family.js';
import { labels } from '../../exposition/labels.js';
import { parseOsRelease } from '../../kernel/fs/os-release.js';
import type { Collector } from '../collector.js';

const names = [
  ...['build_id', 'id', 'id_like', 'image_id', 'image_version', 'name', 'pretty_name', 'variant', 'variant_id'],
  ...['version', 'version_codename', 'version_id'],
];
const info = gauge('node_os_info', "The host's operating system, as its os-release says. Value is always 1.", names);
const version = gauge('node_os_version', 'Metric containing the major.minor part of the OS version.', [
  'id',
  'id_like',
  'name',
]);
const supportEnd = gauge('node_os_support_end_timestamp_seconds', 'When support of the OS ends, in unixtime.');

export const hostOs: Collector = {
  name: 'host-os',
  group: 'host',
  help: "The host's operating system: name and version",
  enabledByDefault: true,
  needs: 'nothing',
  families: [info, version, supportEnd],
  collect({ proc, rootfs, emit }) {
    if (rootfs.isOther(proc.mounts())) return;
    const values = rootfs.read('etc/os-release', parseOsRelease) ?? rootfs.read('usr/lib/os-release', parseOsRelease);
    if (!values) return;
    const value = (name: string) => values.get(name.toUpperCase());
    emit(info, 1, labels(Object.fromEntries(names.map((name) => [name, value(name)]))));
    const number = /^\d+(?:\.\d+)?/.exec(value('version_id') ?? '')?.[0];
    const identity = labels({ id: value('id'), id_like: value('id_like'), name: value('name') });
    emit(version, number === undefined ? undefined : Number(number), identity);
    const end = Date.parse(`${value('support_end')}T00:00:00Z`);
    emit(supportEnd, Number.isNaN(end) ? undefined : end / 1000);
  },
};
