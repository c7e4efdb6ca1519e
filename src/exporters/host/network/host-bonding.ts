import { gauge } from '../../../exposition/family.js';
import { label } from '../../../exposition/labels.js';
import { hostInterfaces } from '../../../kernel/sys/net-class.js';
import type { Collector } from '../../collector.js';

const slaves = gauge('node_bonding_slaves', 'Number of configured slaves per bonding interface.', ['master']);
const active = gauge('node_bonding_active', 'Number of active slaves per bonding interface.', ['master']);

export const hostBonding: Collector = {
  name: 'host-bonding',
  group: 'host',
  help: "The host's bonded interfaces, and how many of each one's links are up",
  enabledByDefault: true,
  needs: 'nothing',
  families: [slaves, active],
  collect({ proc, sys, emit }) {
    const masters = words(sys.text('class/net/bonding_masters'));
    // Another namespace's sysfs has the same file.
    if (masters.length === 0 || !hostInterfaces(sys, proc)) return;
    for (const master of masters) {
      const folder = `class/net/${master}`;
      const names = sys.text(`${folder}/bonding/slaves`);
      if (names === undefined) continue;
      const isActive = (name: string) => sys.text(`${folder}/lower_${name}/bonding_slave/mii_status`) === 'up';
      emit(slaves, words(names).length, label('master', master));
      emit(active, words(names).filter(isActive).length, label('master', master));
    }
  },
};

const words = (text = ''): string[] => text.split(/\s+/).filter((word) => word !== '');
