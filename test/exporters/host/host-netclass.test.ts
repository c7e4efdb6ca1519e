import { describe, expect, test } from 'vitest';
import { hostBonding } from '../../../src/exporters/host/network/host-bonding.js';
import { hostNetclass } from '../../../src/exporters/host/network/host-netclass.js';
import { folderOf } from '../../support/folder.js';
import { collect } from './host.js';

const device = (name: string, files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([file, text]) => [`class/net/${name}/${file}`, `${text}\n`]));

const lo = device('lo', { ifindex: '1', operstate: 'unknown', flags: '0x9', mtu: '65536', speed: '7', type: '772' });
const eth0 = device('eth0', {
  ...{ ifindex: '2', operstate: 'up', flags: '0x1003', mtu: '1500', speed: '1000', duplex: 'full', carrier: '1' },
  ...{ carrier_changes: '5', carrier_up_count: '3', carrier_down_count: '2', tx_queue_len: '1000', dev_id: '0x0' },
  'statistics/rx_nohandler': '4',
  ...{ address: '02:fc:00:00:00:01', broadcast: 'ff:ff:ff:ff:ff:ff', ifalias: 'up"link' },
});
const eth1 = device('eth1', { ifindex: '3', operstate: 'down', flags: '0x1002', carrier: '0', speed: '-1' });

const netDev = (...names: string[]) =>
  `Inter-| Receive | Transmit\n face |bytes|bytes\n${names.map((name) => `${name}: 0 0\n`).join('')}`;
const procOf = (names: string[], multicast = '') =>
  folderOf({ '1/net/dev': netDev(...names), '1/net/dev_mcast': multicast });

describe('properties of interfaces', () => {
  test('those of the host', async () => {
    const procfs = procOf(['lo', 'eth0', 'eth1'], '2    eth0            1     0     333300000001\n');
    const found = await collect(hostNetclass, { procfs, sysfs: folderOf({ ...lo, ...eth0, ...eth1 }) });
    expect(found).toMatchObject({
      node_network_properties_visible: 1,
      'node_network_up{device="eth0"}': 1,
      'node_network_up{device="lo"}': 0,
      'node_network_info{address="02:fc:00:00:00:01",adminstate="up",broadcast="ff:ff:ff:ff:ff:ff",device="eth0",duplex="full",ifalias="up\\"link",operstate="up"}': 1,
      'node_network_info{adminstate="down",device="eth1",operstate="down"}': 1,
      'node_network_speed_bytes{device="eth0"}': 125_000_000,
      'node_network_carrier{device="eth0"}': 1,
      'node_network_carrier_changes_total{device="eth0"}': 5,
      'node_network_carrier_up_changes_total{device="eth0"}': 3,
      'node_network_carrier_down_changes_total{device="eth0"}': 2,
      'node_network_receive_nohandler_total{device="eth0"}': 4,
      'node_network_mtu_bytes{device="lo"}': 65536,
      'node_network_flags{device="eth0"}': 0x1003,
      'node_network_protocol_type{device="lo"}': 772,
      'node_network_transmit_queue_length{device="eth0"}': 1000,
    });
    // The kernel does not say: lo has no link, and eth1 is not up.
    expect(Object.keys(found).filter((series) => /speed|carrier\{/.test(series))).toEqual([
      'node_network_speed_bytes{device="eth0"}',
      'node_network_carrier{device="eth0"}',
    ]);
  });

  test('not the ends of cables into containers', async () => {
    const cable = device('veth1', { ifindex: '9', operstate: 'up' });
    const found = await collect(hostNetclass, {
      procfs: procOf(['lo', 'veth1']),
      sysfs: folderOf({ ...lo, ...cable }),
    });
    expect(Object.keys(found).filter((series) => series.includes('veth1'))).toEqual([]);
    expect(found['node_network_mtu_bytes{device="lo"}']).toBe(65536);
  });

  test.each([
    ['names that the host does not have', ['lo'], ''],
    ["fewer than the host's", ['lo', 'eth0', 'docker0'], ''],
    ["other numbers than the host's", ['lo', 'eth0'], '4    eth0            1     0     333300000001\n'],
  ])('none of a sysfs of another namespace: %s', async (_, names, multicast) => {
    const sysfs = folderOf({ ...lo, ...eth0 });
    expect(await collect(hostNetclass, { procfs: procOf(names, multicast), sysfs })).toEqual({
      node_network_properties_visible: 0,
    });
  });
});

describe('bonds', () => {
  const bond = {
    'class/net/bonding_masters': 'bond0\n',
    ...device('bond0', { ifindex: '4', 'bonding/slaves': 'eth0 eth1' }),
    'class/net/bond0/lower_eth0/bonding_slave/mii_status': 'up\n',
    'class/net/bond0/lower_eth1/bonding_slave/mii_status': 'down\n',
  };

  test('links, and those that are up', async () => {
    const sysfs = folderOf({ ...eth0, ...eth1, ...bond });
    expect(await collect(hostBonding, { procfs: procOf(['bond0', 'eth0', 'eth1']), sysfs })).toEqual({
      'node_bonding_slaves{master="bond0"}': 2,
      'node_bonding_active{master="bond0"}': 1,
    });
    expect(await collect(hostBonding, { procfs: procOf(['lo']), sysfs })).toEqual({});
  });
});
