import { gauge } from '../../exposition/family.js';
import { labels } from '../../exposition/labels.js';
import { readUname } from '../../kernel/proc/uname.js';
import type { Collector } from '../collector.js';

const info = gauge('node_uname_info', 'Labeled system information as provided by the uname system call.', [
  'domainname',
  'machine',
  'nodename',
  'release',
  'sysname',
  'version',
]);

export const hostUname: Collector = {
  name: 'host-uname',
  group: 'host',
  help: "The host's name and kernel",
  enabledByDefault: true,
  needs: 'nothing',
  families: [info],
  collect({ proc, rootfs, emit }) {
    const uname = readUname(proc, rootfs);
    if (!uname) return;
    emit(
      info,
      1,
      labels({
        domainname: uname.domain,
        machine: uname.machine,
        nodename: uname.node,
        release: uname.release,
        sysname: uname.system,
        version: uname.version,
      }),
    );
  },
};
