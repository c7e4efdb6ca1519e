import { familyTemplate } from '../../../exposition/family.js';
import { snmp6Parser, snmpParser } from '../../../kernel/proc/net/net-snmp.js';
import type { Collector } from '../../collector.js';

const field = familyTemplate('unknown', 'node_netstat_{field}', "Statistic {field} of the host's network.");

/** node_exporter's default: traffic, errors, and signs that a network or a listener is saturated. */
const wanted = (name: string): boolean =>
  /^(?:.*_(?:InErrors|InErrs)|Ip_Forwarding|Ip(?:6|Ext)_(?:InOctets|OutOctets)|Icmp6?_(?:InMsgs|OutMsgs)|TcpExt_(?:Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts|TCPOFOQueue|TCPRcvQDrop)|Tcp_(?:ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)|Udp6?_(?:InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors))$/.test(
    name,
  );

const sources = [
  ['1/net/netstat', snmpParser(wanted)],
  ['1/net/snmp', snmpParser(wanted)],
  ['1/net/snmp6', snmp6Parser(wanted)],
] as const;

export const hostNetstat: Collector = {
  name: 'host-netstat',
  group: 'host',
  help: "Counters of the host's network stack: retransmits, listen overflows, resets, UDP buffer errors",
  enabledByDefault: true,
  needs: 'nothing',
  families: [field],
  collect({ proc, emit }) {
    for (const [file, parse] of sources) {
      for (const [name, value] of proc.read(file, parse) ?? []) emit(field.named(name), value);
    }
  },
};
