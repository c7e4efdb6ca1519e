import { expect, test } from 'vitest';
import { ParseError } from '../../../src/kernel/errors.js';
import { snmp6Parser, snmpParser } from '../../../src/kernel/proc/net/net-snmp.js';
import { bytes, onlyParseErrors } from '../../support/kernel-text.js';

const all = () => true;
const snmp = 'Ip: Forwarding DefaultTTL\nIp: 1 64\nTcp: MaxConn RetransSegs\nTcp: -1 1718\n';
const snmp6 = 'Ip6InReceives                   \t83\nUdp6RcvbufErrors\t0\nIcmp6InType133\t2\nNotOfIPv4\tx\n';

test('values by protocol and name', () => {
  expect(snmpParser(all)(bytes(snmp))).toEqual([
    ['Ip_Forwarding', 1],
    ['Ip_DefaultTTL', 64],
    ['Tcp_MaxConn', -1],
    ['Tcp_RetransSegs', 1718],
  ]);
  expect(snmp6Parser(all)(bytes(snmp6))).toEqual([
    ['Ip6_InReceives', 83],
    ['Udp6_RcvbufErrors', 0],
    ['Icmp6_InType133', 2],
  ]);
});

test('a parser looks at the header of each text, and picks what is wanted', () => {
  const parse = snmpParser((name) => name.endsWith('RetransSegs'));
  expect(parse(bytes(snmp))).toEqual([['Tcp_RetransSegs', 1718]]);
  expect(parse(bytes('Tcp: RetransSegs MaxConn\nTcp: 3 4\n'))).toEqual([['Tcp_RetransSegs', 3]]);
  expect(snmp6Parser((name) => name === 'Ip6_InReceives')(bytes(snmp6))).toEqual([['Ip6_InReceives', 83]]);
});

test.each(['Tcp\n1\n', 'Tcp: A B\nTcp: 1\n', 'Tcp: A\nTcp: 1 2\n', 'Tcp: A\nUdp: 1\n', 'Tcp: A\n', 'Tcp: A\nTcp: x\n'])(
  '%j is an error',
  (text) => expect(() => snmpParser(all)(bytes(text))).toThrow(ParseError),
);

test('other texts parse or throw ParseError', () => {
  onlyParseErrors(snmpParser(all), snmp);
  onlyParseErrors(snmp6Parser(all), snmp6);
});
