import { expect, test } from 'vitest';
import { hostUname } from '../../../src/exporters/host/host-uname.js';
import { hostConntrack } from '../../../src/exporters/host/network/host-conntrack.js';
import { hostNetwork } from '../../../src/exporters/host/network/host-network.js';
import { hostSockstat } from '../../../src/exporters/host/network/host-sockstat.js';
import { createRootfsReader } from '../../../src/kernel/fs/rootfs.js';
import { folderOf } from '../../support/folder.js';
import { collect } from './host.js';

/**
 * What the host says, not the container that the exporter runs in: <procfs>/net and sysctls of the network and of names
 * follow the reader, whosever procfs it is.
 */

const netDev = (bytes: number) => `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
  eth0: ${bytes} 1 0 0 0 0 0 0 2 3 0 0 0 0 0 0
`;
/** An exporter that is process 7, in a network namespace of its own. */
const elsewhere = {
  'self/stat': '7 (node) S 1\n',
  '1/net/dev': netDev(100),
  '7/net/dev': netDev(5),
  'net/dev': netDev(5),
};

test("traffic is of the host's interfaces", async () => {
  const found = await collect(hostNetwork, { procfs: folderOf(elsewhere) });
  expect(found['node_network_receive_bytes_total{device="eth0"}']).toBe(100);
  expect(Object.keys(found)).toHaveLength(16);
});

test("connections tracked are the host's, or absent", async () => {
  const sysctls = { 'sys/net/netfilter/nf_conntrack_count': '1\n', 'sys/net/netfilter/nf_conntrack_max': '1000\n' };
  const table = { '1/net/stat/nf_conntrack': 'entries found drop\n000000ff 00000001 00000002\n' };
  expect(await collect(hostConntrack, { procfs: folderOf({ ...elsewhere, ...sysctls, ...table }) })).toEqual({
    node_nf_conntrack_entries: 255,
    node_nf_conntrack_entries_limit: 1000,
    node_nf_conntrack_stat_found: 1,
    node_nf_conntrack_stat_drop: 2,
  });
  // A kernel without that file: the sysctl would count the connections of the exporter's container.
  expect(await collect(hostConntrack, { procfs: folderOf({ ...elsewhere, ...sysctls }) })).toEqual({
    node_nf_conntrack_entries_limit: 1000,
  });
  const onHost = { ...sysctls, 'self/stat': '1 (node) S 0\n', '1/net/dev': '' };
  expect((await collect(hostConntrack, { procfs: folderOf(onHost) })).node_nf_conntrack_entries).toBe(1);
});

test("sockets are the host's, and memory is in bytes whatever the page size", async () => {
  const pages = (size: number) => ({
    vmstat: 'nr_slab_unreclaimable 1000\n',
    // A little came between the two reads.
    meminfo: `SUnreclaim: ${(size / 1024) * 1010} kB\n`,
  });
  const sockets = {
    '1/net/sockstat': 'TCP: inuse 4 mem 3\n',
    '1/net/sockstat6': 'TCP6: inuse 2\n',
    'net/sockstat': 'TCP: inuse 9 mem 9\n',
  };
  for (const size of [4096, 16384, 65536]) {
    expect(await collect(hostSockstat, { procfs: folderOf({ ...sockets, ...pages(size) }) })).toEqual({
      node_sockstat_TCP_inuse: 4,
      node_sockstat_TCP_mem: 3,
      node_sockstat_TCP_mem_bytes: 3 * size,
      node_sockstat_TCP6_inuse: 2,
    });
  }
  expect(await collect(hostSockstat, { procfs: folderOf(sockets) })).not.toHaveProperty('node_sockstat_TCP_mem_bytes');
});

test("the name is the host's own", async () => {
  const procfs = folderOf({
    'sys/kernel/osrelease': '6.1.0-1\n',
    'sys/kernel/ostype': 'Linux\n',
    'sys/kernel/version': '#1 SMP "x"\n',
    'sys/kernel/arch': 'aarch64\n',
    'sys/kernel/hostname': 'a1b2c3\n',
    'sys/kernel/domainname': '(none)\n',
  });
  const names = (node: string) =>
    `node_uname_info{domainname="(none)",machine="aarch64",${node}release="6.1.0-1",sysname="Linux",version="#1 SMP \\"x\\""}`;
  expect(await collect(hostUname, { procfs, rootfs: createRootfsReader('/') })).toEqual({
    [names('nodename="a1b2c3",')]: 1,
  });
  const rootfs = createRootfsReader(folderOf({ 'etc/hostname': '# set by the installer\nweb1\n' }));
  expect(await collect(hostUname, { procfs, rootfs })).toEqual({ [names('nodename="web1",')]: 1 });
  expect(await collect(hostUname, { procfs, rootfs: createRootfsReader(folderOf({})) })).toEqual({ [names('')]: 1 });
});
