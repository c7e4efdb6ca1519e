import { counter } from '../../../exposition/family.js';
import { parseNumber } from '../../../kernel/text/bytes.js';
import type { Collector } from '../../collector.js';

const detected = counter(
  'node_kernel_hung_task_detect_count',
  'Tasks that the kernel found hung since boot: they waited for longer than kernel.hung_task_timeout_secs.',
);

export const hostHungTasks: Collector = {
  name: 'host-hung-tasks',
  group: 'host',
  help: 'Tasks that hung, as the kernel counts them since Linux 6.13',
  enabledByDefault: false,
  needs: 'nothing',
  families: [detected],
  collect: ({ proc, emit }) => emit(detected, proc.read('sys/kernel/hung_task_detect_count', parseNumber)),
};
