import { counter, gauge } from '../../../exposition/family.js';
import { label } from '../../../exposition/labels.js';
import { parseSoftnetStat, type SoftnetStat } from '../../../kernel/proc/net/softnet-stat.js';
import type { Collector } from '../../collector.js';
import { emitFigures, type Figures, familiesOf } from '../../figures.js';

const ofCpu = (name: string, help: string, make = counter) => make(`node_softnet_${name}`, help, ['cpu']);

const figures: Figures<SoftnetStat> = [
  [ofCpu('processed_total', 'Number of processed packets.'), ({ processed }) => processed],
  [ofCpu('dropped_total', 'Number of packets dropped as the backlog of the CPU was full.'), ({ dropped }) => dropped],
  [
    ofCpu('times_squeezed_total', 'Number of times processing packets ran out of quota.'),
    ({ timeSqueezed }) => timeSqueezed,
  ],
  [
    ofCpu('cpu_collision_total', 'Number of collisions while obtaining the device lock to transmit.'),
    ({ collisions }) => collisions,
  ],
  [
    ofCpu('received_rps_total', 'Number of times the CPU was woken up by another to process packets.'),
    ({ receivedRps }) => receivedRps,
  ],
  [
    ofCpu('flow_limit_count_total', 'Number of times the flow limit has been reached.'),
    ({ flowLimited }) => flowLimited,
  ],
  [ofCpu('backlog_len', 'Packets in the backlog of the CPU now.', gauge), ({ backlog }) => backlog],
];

export const hostSoftnet: Collector = {
  name: 'host-softnet',
  group: 'host',
  help: 'Received packets by CPU: processed, dropped, and left over as time ran out',
  enabledByDefault: true,
  needs: 'nothing',
  families: familiesOf(figures),
  collect({ proc, emit }) {
    for (const stat of proc.read('1/net/softnet_stat', parseSoftnetStat) ?? []) {
      emitFigures(figures, stat, emit, label('cpu', String(stat.cpu)));
    }
  },
};
