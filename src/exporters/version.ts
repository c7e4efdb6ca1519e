import { gauge } from '../exposition/family.js';
import { labels } from '../exposition/labels.js';
import { parsePrettyName } from '../kernel/parse/os-release.js';
import { readUname } from '../kernel/uname.js';
import type { DaemonExporter } from './exporter.js';

/** cAdvisor's name, for dashboards that show these versions by it. Its own version is not among them: this is not cAdvisor. */
const versionInfo = gauge('cadvisor_version_info', 'Versions of kernel, operating system and Docker; always 1.', [
  'kernelVersion',
  'osVersion',
  'dockerVersion',
]);

export const versionExporter: DaemonExporter = {
  name: 'version',
  help: "Versions of kernel, operating system and Docker, under cAdvisor's name",
  scope: 'daemon',
  enabledByDefault: true,
  families: [versionInfo],
  collect({ emit, proc, rootfs, daemon }) {
    // A container that is not shown the host's root would take its own image for the host's system.
    const seesHost = rootfs.root !== '/' || !proc.isOtherPidNamespace();
    const versions = {
      kernelVersion: readUname(proc, rootfs)?.release,
      osVersion: seesHost ? rootfs.read('etc/os-release', parsePrettyName) : undefined,
      dockerVersion: daemon?.version,
    };
    emit(versionInfo, 1, labels(versions));
  },
};
