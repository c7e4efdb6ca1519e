import { gauge } from '../../../exposition/family.js';
import { labels } from '../../../exposition/labels.js';
import type { Collector } from '../../collector.js';

const info = gauge('node_nvme_info', 'Texts of /sys/class/nvme/<device>, value is always 1.', [
  'cntlid',
  'device',
  'firmware_revision',
  'model',
  'serial',
  'state',
]);

export const hostNvme: Collector = {
  name: 'host-nvme',
  group: 'host',
  help: 'NVMe controllers: model, firmware and state',
  enabledByDefault: true,
  needs: 'nothing',
  families: [info],
  collect({ sys, emit }) {
    for (const device of sys.list('class/nvme')) {
      const text = (file: string) => sys.text(`class/nvme/${device}/${file}`);
      const state = text('state');
      if (state === undefined) continue;
      const identity = { cntlid: text('cntlid'), device, firmware_revision: text('firmware_rev') };
      emit(info, 1, labels({ ...identity, model: text('model'), serial: text('serial'), state }));
    }
  },
};
