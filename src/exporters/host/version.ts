import { gauge } from '../../exposition/family.js';
import { labels } from '../../exposition/labels.js';
import { parseOsRelease } from '../../kernel/fs/os-release.js';
import { readUname } from '../../kernel/proc/uname.js';
import type { Collector } from '../collector.js';

/** cAdvisor's name, for dashboards that use it. cAdvisor's own version is not included: this is not cAdvisor. */
const versionInfo = gauge('cadvisor_version_info', 'Versions of kernel, operating system and Docker; always 1.', [
  'kernelVersion',
  'osVersion',
  'dockerVersion',
]);

export const version: Collector = {
  name: 'version',
  help: "Versions of kernel, operating system and Docker, under cAdvisor's name",
  enabledByDefault: true,
  needs: 'runtime',
  families: [versionInfo],
  collect({ emit, proc, rootfs, engines }) {
    // In a container without the host's root, this would be the image's system, not the host's.
    const seesHost = rootfs.root !== '/' || !proc.isOtherPidNamespace();
    const versions = {
      kernelVersion: readUname(proc, rootfs)?.release,
      osVersion: seesHost ? rootfs.read('etc/os-release', parsePrettyName) : undefined,
      dockerVersion: engines.find(({ daemon }) => daemon?.version)?.daemon?.version,
    };
    emit(versionInfo, 1, labels(versions));
  },
};

/** The human-readable name of the system from /etc/os-release; undefined if it has none. */
export function parsePrettyName(text: Uint8Array): string | undefined {
  return parseOsRelease(text).get('PRETTY_NAME') || undefined;
}
