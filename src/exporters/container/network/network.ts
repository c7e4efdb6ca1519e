import { createNetworkNamespaces } from '../../../discovery/cgroup/network-namespaces.js';
import { counter, gauge } from '../../../exposition/family.js';
import { label } from '../../../exposition/labels.js';
import { type NetDevice, parseNetDev } from '../../../kernel/proc/net-dev.js';
import type { Collector } from '../../collector.js';
import { eachRunning } from '../../each.js';
import { emitFigures, type Figures, familiesOf } from '../../figures.js';

const modeInfo = gauge(
  'container_network_mode_info',
  'How the container gets its network: host, none, bridge, the name of a network, container (shares that of another, which has the series), private (no API names it).',
  ['mode'],
);

const family = (direction: string, figure: string, help: string) =>
  counter(`container_network_${direction}_${figure}_total`, help, ['interface']);

const figures: Figures<NetDevice> = [
  [family('receive', 'bytes', 'Bytes received.'), ({ receive }) => receive.bytes],
  [family('receive', 'packets', 'Packets received.'), ({ receive }) => receive.packets],
  [family('receive', 'packets_dropped', 'Packets dropped while receiving.'), ({ receive }) => receive.drop],
  [family('receive', 'errors', 'Errors while receiving.'), ({ receive }) => receive.errs],
  [family('transmit', 'bytes', 'Bytes sent.'), ({ transmit }) => transmit.bytes],
  [family('transmit', 'packets', 'Packets sent.'), ({ transmit }) => transmit.packets],
  [family('transmit', 'packets_dropped', 'Packets dropped while sending.'), ({ transmit }) => transmit.drop],
  [family('transmit', 'errors', 'Errors while sending.'), ({ transmit }) => transmit.errs],
];

/** Interfaces that do not carry the container's own traffic: cAdvisor's rule. */
const ignored = /^(?:lo$|veth|docker)/;

export const network: Collector = {
  name: 'network',
  help: 'Traffic by interface, once per network namespace, from /proc/<pid>/net/dev',
  enabledByDefault: true,
  // The runtime knows which of a container's processes is in its network, and which containers joined another's.
  needs: 'runtime',
  families: [...familiesOf(figures), modeInfo],
  async collect(scrape) {
    const { proc, processes } = scrape;
    processes.mustBeVisible();
    const namespaces = createNetworkNamespaces<readonly NetDevice[]>(
      proc.networkNamespace(1),
      scrape.choices.networkShared,
    );
    await eachRunning(scrape, (container) => {
      if (container.cgroup.kind !== 'container') return;
      const pid = processes.representative(container);
      const read = pid === undefined ? undefined : proc.netDev(pid, parseNetDev);
      if (read) namespaces.join(container, read.namespace, read.value);
    });
    await eachRunning(scrape, (container, emit) => {
      const mode = namespaces.mode(container);
      if (mode !== undefined) emit(modeInfo, 1, label('mode', mode));
      // The root cgroup, as a container, has the host's interfaces.
      const ofHost = container.cgroup.path === '/' ? proc.once('1/net/dev', parseNetDev) : undefined;
      for (const device of ofHost ?? namespaces.reading(container) ?? []) {
        if (!ignored.test(device.device)) emitFigures(figures, device, emit, label('interface', device.device));
      }
    });
  },
};
