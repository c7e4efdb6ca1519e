import { counter } from '../../../exposition/family.js';
import { labels } from '../../../exposition/labels.js';
import { parseInterrupts } from '../../../kernel/proc/cpu/interrupts.js';
import type { Collector } from '../../collector.js';

const total = counter('node_interrupts_total', 'Interrupt details.', ['cpu', 'devices', 'info', 'type']);

export const hostInterrupts: Collector = {
  name: 'host-interrupts',
  group: 'host',
  help: 'Interrupts by CPU and device: a series for each pair',
  enabledByDefault: false,
  needs: 'nothing',
  families: [total],
  collect({ proc, emit }) {
    for (const { type, info, devices, counts } of proc.read('interrupts', parseInterrupts) ?? []) {
      for (const [cpu, count] of counts) emit(total, count, labels({ cpu, devices, info, type }));
    }
  },
};
