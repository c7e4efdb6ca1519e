import { type Check, theHost } from '../check.js';
import { shellWord } from '../command-words.js';
import { availableMemory, isUnlimited } from '../container/container-memory.js';
import { thresholds } from '../thresholds.js';
import { bytes, counted, percent } from '../words.js';
import { memoryTakers } from './host-waits.js';

/** Kills in containers are the containers' findings. A container that died is gone, and its counter with it. */
const oomKill: Check = {
  id: 'HostOOMKill',
  page: 'host',
  collectors: ['host-vmstat', 'memory-events'],
  find: theHost((sight) => {
    const kills = sight.rise('node_vmstat_oom_kill');
    if (kills === undefined) return undefined;
    const inContainers = sight.containers.reduce(
      (sum, container) => sum + (sight.riseOf(container, 'container_memory_events_oom_kill_total') ?? 0),
      0,
    );
    const unseen = kills - inContainers;
    if (unseen < 1) return undefined;
    return {
      severity: 'critical',
      title: `${counted(unseen, 'process', 'processes')} on this host ${unseen === 1 ? 'was' : 'were'} OOM-killed just now`,
      meaning: 'It was in no container that still runs: a service of the host, or a container that is gone.',
      evidence: [{ label: 'Kills on the host between the two looks', value: String(kills) }],
      command: "dmesg -T | grep -i 'killed process' | tail -5",
    };
  }),
};

const memoryLow: Check = {
  id: 'HostMemoryLow',
  page: 'host',
  collectors: ['host-memory', 'memory'],
  find: theHost((sight) => {
    const share = availableMemory(sight);
    if (share === undefined || share >= thresholds.hostMemoryAvailable.warning) return undefined;
    const unlimited = sight.containers.filter((container) => isUnlimited(container, sight));
    return {
      severity: share < thresholds.hostMemoryAvailable.critical ? 'critical' : 'warning',
      title: `Only ${percent(share)} of this host's memory is available`,
      meaning: 'When it runs out, the kernel kills a process, in a container or not.',
      evidence: [
        { label: 'Available', value: bytes(sight.value('node_memory_MemAvailable_bytes') ?? 0) },
        { label: 'Containers without a memory limit', value: String(unlimited.length) },
        ...memoryTakers(sight),
      ],
      command: 'docker stats --no-stream',
    };
  }),
};

const ports: Check = {
  id: 'HostEphemeralPortsNearLimit',
  page: 'host',
  collectors: ['host-ports'],
  find: (sight) =>
    sight.samples('node_ephemeral_ports_in_use_ratio').flatMap(({ labels: { protocol = '' }, value }) => {
      if (value <= thresholds.portsInUse) return [];
      const used = sight.value('node_ephemeral_ports_in_use', { protocol });
      const all = sight.value('node_ephemeral_ports');
      return [
        {
          severity: 'warning',
          title: `${percent(value)} of the ephemeral ${protocol} ports are in use`,
          meaning:
            'Near 100 % new connections to a busy destination fail (EADDRNOTAVAIL). Reuse connections, or widen net.ipv4.ip_local_port_range.',
          evidence:
            used === undefined || all === undefined ? [] : [{ label: 'Ports in use', value: `${used} of ${all}` }],
          command: protocol === 'udp' ? 'ss -uan' : 'ss -tan',
        },
      ];
    }),
};

const conntrack: Check = {
  id: 'HostConntrackNearLimit',
  page: 'host',
  collectors: ['host-conntrack'],
  find: theHost((sight) => {
    const entries = sight.value('node_nf_conntrack_entries');
    const limit = sight.value('node_nf_conntrack_entries_limit');
    if (entries === undefined || !limit || entries / limit <= thresholds.conntrackInUse) return undefined;
    return {
      severity: 'warning',
      title: `The connection tracking table is ${percent(entries / limit)} full`,
      meaning: 'When it is full, packets of new connections are dropped, those of containers among them.',
      evidence: [{ label: 'Entries', value: `${entries} of ${limit}` }],
      command: `sysctl -w net.netfilter.nf_conntrack_max=${limit * 2}`,
    };
  }),
};

const files: Check = {
  id: 'HostFileHandlesNearLimit',
  page: 'host',
  collectors: ['host-filefd'],
  find: theHost((sight) => {
    const open = sight.value('node_filefd_allocated');
    const limit = sight.value('node_filefd_maximum');
    if (open === undefined || !limit || open / limit <= thresholds.filesOfHostLimit) return undefined;
    return {
      severity: 'warning',
      title: `${percent(open / limit)} of the files that this host may have open are open`,
      meaning: 'At 100 % no program of the host or of a container can open a file or a connection (ENFILE).',
      evidence: [{ label: 'Open files', value: `${open} of ${limit}` }],
      command: `sysctl -w fs.file-max=${limit * 2}`,
    };
  }),
};

const entropy: Check = {
  id: 'HostEntropyLow',
  page: 'host',
  collectors: ['host-entropy'],
  find: theHost((sight) => {
    const bits = sight.value('node_entropy_available_bits');
    if (bits === undefined || bits >= thresholds.entropyBits) return undefined;
    return {
      severity: 'info',
      title: `This host has ${bits} bits of entropy`,
      meaning:
        'On kernels before 5.18 readers of /dev/random wait, and programs that need keys start slowly. Install rng-tools or haveged.',
      evidence: [{ label: 'Entropy available', value: `${bits} bits` }],
      command: 'cat /proc/sys/kernel/random/entropy_avail',
    };
  }),
};

const receiveDrops: Check = {
  id: 'HostReceiveDrops',
  page: 'host',
  collectors: ['host-network'],
  find: (sight) => {
    const received = new Map(
      sight.rises('node_network_receive_packets_total').map(({ labels, value }) => [labels.device, value]),
    );
    return sight.rises('node_network_receive_drop_total').flatMap(({ labels: { device = '' }, value: dropped }) => {
      if (device === 'lo' || !sight.seconds || dropped === 0) return [];
      const rate = dropped / sight.seconds;
      const share = dropped / (dropped + (received.get(device) ?? 0));
      if (rate <= thresholds.drops.rate || share <= thresholds.drops.ofPackets) return [];
      return [
        {
          severity: 'warning',
          title: `${percent(share)} of the packets that reach ${device} are dropped`,
          meaning: 'The host does not take them in time, or does not know their protocol. Senders wait and send again.',
          evidence: [{ label: 'Packets dropped', value: `${Math.round(rate)}/s` }],
          command: `ip -s -s link show ${shellWord(device)}`,
        },
      ];
    });
  },
};

export const hostChecks = [oomKill, memoryLow, ports, conntrack, files, entropy, receiveDrops];
