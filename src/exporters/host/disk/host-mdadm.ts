import { gauge } from '../../../exposition/family.js';
import { label, labels } from '../../../exposition/labels.js';
import { type MdArray, parseMdstat } from '../../../kernel/proc/mdstat.js';
import type { Collector } from '../../collector.js';

const required = gauge('node_md_disks_required', 'Total number of disks of device.', ['device']);
const disks = gauge('node_md_disks', 'Number of active/failed/spare disks of device.', ['device', 'state']);
const state = gauge('node_md_state', 'Indicates the state of md-device.', ['device', 'state']);
const blocks = gauge('node_md_blocks', 'Total number of blocks on device.', ['device']);
const synced = gauge('node_md_blocks_synced', 'Number of blocks synced on device.', ['device']);

const states: readonly MdArray['state'][] = ['active', 'inactive', 'recovering', 'resync', 'check'];

export const hostMdadm: Collector = {
  name: 'host-mdadm',
  group: 'host',
  help: "Software RAID: the arrays' state and disks",
  enabledByDefault: true,
  needs: 'nothing',
  families: [required, disks, state, blocks, synced],
  collect({ proc, emit }) {
    for (const array of proc.read('mdstat', parseMdstat) ?? []) {
      const { device } = array;
      emit(required, array.disksRequired, label('device', device));
      for (const [name, count] of Object.entries(array.disks)) emit(disks, count, labels({ device, state: name }));
      for (const name of states) emit(state, name === array.state ? 1 : 0, labels({ device, state: name }));
      emit(blocks, array.blocks, label('device', device));
      emit(synced, array.blocksSynced, label('device', device));
    }
  },
};
