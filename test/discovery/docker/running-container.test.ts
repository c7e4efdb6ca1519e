import { expect, it } from 'vitest';
import { readListedNetwork } from '../../../src/discovery/docker/endpoints/listed-network.js';
import { readRunningContainer } from '../../../src/discovery/docker/endpoints/running-container.js';
import { recorded } from '../../support/fake-docker/recorded.js';

const read = (value: unknown) => readRunningContainer(value, () => true);
const id = 'a'.repeat(64);

it.each(['20.10', 'podman-4.3'])('reads the recorded list of %s', (daemon) => {
  const listed = recorded<{ Names: string[]; Ports: unknown[] | null }[]>(daemon, 'containers.json');
  expect(listed.length).toBeGreaterThan(3);
  const containers = listed.map(read);
  expect(containers.map((one) => one?.firstName)).toEqual(listed.map(({ Names }) => Names[0]));
  expect(containers.map((one) => one?.ports.length)).toEqual(listed.map(({ Ports }) => Ports?.length ?? 0));
});

it('reads an entry as API 1.52 may write it: without what is empty', () => {
  // Made up by the API's documentation: there was no such engine to record.
  const port = { PrivatePort: 80, Type: 'tcp' };
  const published = { IP: '::', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' };
  const networks = { six: { NetworkID: 'n', IPAddress: '', GlobalIPv6Address: 'fd00::5', GwPriority: 0 }, gone: null };
  const entry = {
    ...{ Id: id, Names: ['/other/link', '/web'], Image: 'web', ImageID: 'sha256:1', Health: { Status: 'none' } },
    ...{ HostConfig: { NetworkMode: 'six', Annotations: {} }, NetworkSettings: { Networks: networks } },
    ...{ Ports: [port, published], ImageManifestDescriptor: { digest: 'sha256:2' } },
  };
  expect(read(entry)).toEqual({
    ...{ id, name: 'web', firstName: '/other/link', image: 'web', imageId: 'sha256:1', labels: {}, networkMode: 'six' },
    networks: [{ name: 'six', id: 'n', ipv4: '', ipv6: 'fd00::5' }],
    ports: [
      { type: 'tcp', private: 80, public: undefined, ip: '' },
      { type: 'tcp', private: 80, public: 8080, ip: '::' },
    ],
  });
  const bare = { Id: id, Names: ['/web'], Labels: null, Ports: null, NetworkSettings: null, HostConfig: {} };
  expect(read(bare)).toMatchObject({ name: 'web', labels: {}, networks: [], ports: [], networkMode: '' });
});

it.each([[null], ['x'], [{}], [{ Id: 'short', Names: ['/web'] }], [{ Id: id, Names: [] }], [{ Id: id, Names: null }]])(
  'is no container: %j',
  (value) => {
    expect(read(value)).toBeUndefined();
  },
);

it('has ports in one order, however they are listed', () => {
  const ports = [
    { PrivatePort: 80, Type: 'tcp' },
    { PrivatePort: 80, PublicPort: 8080, IP: '0.0.0.0', Type: 'tcp' },
    { PrivatePort: 80, PublicPort: 8080, IP: '::', Type: 'tcp' },
    { PrivatePort: 443, Type: 'tcp' },
  ];
  const readPorts = (Ports: unknown[]) => read({ Id: id, Names: ['/web'], Ports })?.ports;
  expect(readPorts(ports)?.map((port) => `${port.private} ${port.ip}`)).toEqual(['80 ', '80 0.0.0.0', '80 ::', '443 ']);
  expect(readPorts(ports.toReversed())).toEqual(readPorts(ports));
});

it('leaves out ports that are none', () => {
  const Ports = [0, -1, 1.5, 65_536, '80', null].map((PrivatePort) => ({ PrivatePort, Type: 'tcp' }));
  expect(read({ Id: id, Names: ['/web'], Ports: [...Ports, null, 'x'] })?.ports).toEqual([]);
});

it('reads networks, and no entry without an id', () => {
  const network = { Id: 'n', Name: 'web', Scope: 'swarm', Ingress: true, Labels: { a: '1', b: '2' }, Peers: [] };
  expect(readListedNetwork(network, (label) => label === 'a')).toEqual({
    ...{ id: 'n', name: 'web', scope: 'swarm', internal: false, ingress: true, labels: { a: '1' } },
  });
  for (const value of [null, {}, { Id: 1 }, 'x']) expect(readListedNetwork(value, () => true)).toBeUndefined();
});
