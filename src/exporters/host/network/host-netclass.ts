import { counter, type Family, gauge } from '../../../exposition/family.js';
import { label, labels } from '../../../exposition/labels.js';
import { hostInterfaces } from '../../../kernel/sys/net-class.js';
import type { SysReader } from '../../../kernel/sys/sysfs.js';
import type { Collector, Emit } from '../../collector.js';

const visible = gauge(
  'node_network_properties_visible',
  "1 where sysfs shows the host's network interfaces. 0 where it shows those of the exporter's own network namespace: their properties are then left out.",
);
const up = gauge('node_network_up', "Value is 1 if operstate is 'up', 0 otherwise.", ['device']);
const info = gauge('node_network_info', 'Non-numeric data from /sys/class/net/<device>, value is always 1.', [
  'address',
  'adminstate',
  'broadcast',
  'device',
  'duplex',
  'ifalias',
  'operstate',
]);
const speed = gauge('node_network_speed_bytes', 'Network device property: speed_bytes, negative where it is unknown.', [
  'device',
]);

const property = (name: string, make = gauge): Family =>
  make(`node_network_${name}`, `Network device property: ${name}.`, ['device']);

/** By file. */
const properties: readonly (readonly [file: string, family: Family])[] = [
  ['addr_assign_type', property('address_assign_type')],
  ['carrier', property('carrier')],
  ['carrier_changes', property('carrier_changes_total', counter)],
  ['carrier_up_count', property('carrier_up_changes_total', counter)],
  ['carrier_down_count', property('carrier_down_changes_total', counter)],
  ['dev_id', property('device_id')],
  ['dormant', property('dormant')],
  ['ifindex', property('iface_id')],
  ['iflink', property('iface_link')],
  ['link_mode', property('iface_link_mode')],
  ['mtu', property('mtu_bytes')],
  ['name_assign_type', property('name_assign_type')],
  ['netdev_group', property('net_dev_group')],
  ['tx_queue_len', property('transmit_queue_length')],
  ['type', property('protocol_type')],
  [
    'statistics/rx_nohandler',
    counter(
      'node_network_receive_nohandler_total',
      'Network device: packets received on an inactive interface, dropped.',
      ['device'],
    ),
  ],
];
const flags = property('flags');

/**
 * Host ends of containers' interfaces: each container's counters are exposed under its own name, and reading twenty
 * files per interface would cost more than all of the container's figures.
 */
const cablesOfContainers = /^(?:veth|cali|lxc|tap[0-9a-f]{8})/;

export const hostNetclass: Collector = {
  name: 'host-netclass',
  group: 'host',
  help: "State, speed, MTU and carrier changes of the host's network interfaces",
  enabledByDefault: true,
  needs: 'nothing',
  families: [visible, up, info, speed, flags, ...properties.map(([, family]) => family)],
  async collect({ proc, sys, emit, breathe }) {
    const devices = hostInterfaces(sys, proc);
    if (!devices && sys.list('class/net').length === 0) return;
    emit(visible, devices ? 1 : 0);
    for (const device of devices ?? []) {
      if (cablesOfContainers.test(device)) continue;
      emitDevice(sys, device, emit);
      const turn = breathe();
      if (turn) await turn;
    }
  },
};

/** IFF_UP and IFF_LOOPBACK of include/uapi/linux/if.h. */
const isUp = 1;
const isLoopback = 8;

function emitDevice(sys: SysReader, device: string, emit: Emit): void {
  const folder = `class/net/${device}`;
  const text = (file: string) => sys.text(`${folder}/${file}`);
  const operstate = text('operstate');
  // It has gone away since it was listed.
  if (operstate === undefined) return;
  const identity = label('device', device);
  emit(up, operstate === 'up' ? 1 : 0, identity);
  const set = sys.number(`${folder}/flags`);
  const isRunning = set === undefined || (set & isUp) !== 0;
  // For others the read fails, and a failed read costs as much as ten that succeed.
  const hasLink = isRunning && !((set ?? 0) & isLoopback);
  emit(
    info,
    1,
    labels({
      address: text('address'),
      adminstate: set === undefined ? 'unknown' : isRunning ? 'up' : 'down',
      broadcast: text('broadcast'),
      device,
      duplex: hasLink ? text('duplex') : undefined,
      ifalias: text('ifalias'),
      operstate,
    }),
  );
  emit(flags, set, identity);
  const megabits = hasLink ? sys.number(`${folder}/speed`) : undefined;
  emit(speed, megabits && (megabits * 1_000_000) / 8, identity);
  for (const [file, family] of properties) {
    if (isRunning || file !== 'carrier') emit(family, sys.number(`${folder}/${file}`), identity);
  }
}
