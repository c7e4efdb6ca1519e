import { gauge } from '../../../exposition/family.js';
import { labels } from '../../../exposition/labels.js';
import type { Collector } from '../../collector.js';

/** By label. Only root can read serial numbers and the UUID. */
const files: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['bios_date', 'bios_release', 'bios_vendor', 'bios_version', 'board_asset_tag', 'board_name', 'board_serial']
      .concat(['board_vendor', 'board_version', 'chassis_asset_tag', 'chassis_serial', 'chassis_vendor'])
      .concat(['chassis_version', 'product_family', 'product_name', 'product_serial', 'product_sku', 'product_uuid'])
      .concat('product_version')
      .map((file) => [file, file]),
  ),
  system_vendor: 'sys_vendor',
};

const info = gauge(
  'node_dmi_info',
  'What the firmware says of the machine (DMI), as far as this process may read it. Value is always 1.',
  Object.keys(files),
);

/** Written by the firmware at boot, so it does not change while the machine runs. By sysfs root. */
const known = new Map<string, string>();

export const hostDmi: Collector = {
  name: 'host-dmi',
  group: 'host',
  help: "The machine's vendor, model and firmware",
  enabledByDefault: true,
  needs: 'nothing',
  families: [info],
  collect({ sys, emit }) {
    let rendered = known.get(sys.root);
    if (rendered === undefined) {
      const there = new Set(sys.list('class/dmi/id'));
      const entries = Object.entries(files).filter(([, file]) => there.has(file));
      rendered = labels(Object.fromEntries(entries.map(([name, file]) => [name, sys.text(`class/dmi/id/${file}`)])));
      known.set(sys.root, rendered);
    }
    if (rendered !== '') emit(info, 1, rendered);
  },
};
