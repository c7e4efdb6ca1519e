import type { StartedTestContainer } from 'testcontainers';
import { beforeAll, expect, it } from 'vitest';
import type { OnStage } from './suite.js';

const sent = 1_000_000;
const received = 'container_network_receive_bytes_total';
const transmitted = 'container_network_transmit_bytes_total';

/** A known number of bytes between two containers; others share a network namespace, or are on the host's. */
export function networkBehaviour(onStage: OnStage): void {
  let receiver: StartedTestContainer;
  let sender: StartedTestContainer;
  let sharer: StartedTestContainer;
  let hostNetwork: StartedTestContainer;
  let isolated: StartedTestContainer;

  beforeAll(async () => {
    const { start, inspect } = onStage();
    receiver = await start({
      name: 'receiver',
      networkMode: 'bridge',
      // nc ends with its input, which must therefore stay open.
      script: 'sleep 100000 | nc -l -p 9000 >/tmp/received & echo ready; exec sleep 100000',
    });
    const address = (await inspect(receiver)).NetworkSettings.Networks.bridge?.IPAddress;
    sender = await start({
      name: 'sender',
      networkMode: 'bridge',
      // Until the receiver listens; it then ends with the connection.
      script: `until head -c ${sent} /dev/zero | nc -w 5 ${address} 9000; do sleep 0.2; done; echo ready; exec sleep 100000`,
    });
    const idle = 'echo ready; exec sleep 100000';
    sharer = await start({ name: 'sharer', script: idle, networkMode: `container:${receiver.getId()}` });
    hostNetwork = await start({ name: 'on-host-network', script: idle, networkMode: 'host' });
    isolated = await start({ name: 'isolated', script: idle, networkMode: 'none' });
  });

  it('counts the bytes that arrived', async () => {
    const { scrape, id } = onStage();
    const { stdout } = await receiver.exec(['wc', '-c', '/tmp/received']);
    expect(Number.parseInt(stdout, 10)).toBe(sent);
    const exposition = await scrape();
    const eth0 = { interface: 'eth0' };
    expect(exposition.value(received, { ...eth0, id: id(receiver) })).toBeGreaterThan(sent);
    expect(exposition.value(received, { ...eth0, id: id(receiver) })).toBeLessThan(1.2 * sent);
    expect(exposition.value(transmitted, { ...eth0, id: id(sender) })).toBeGreaterThan(sent);
  });

  it('counts what /proc/<pid>/net/dev counts', async () => {
    const { scrape, id, inspect, probe } = onStage();
    const { Pid } = (await inspect(receiver)).State;
    const file = `/proc/${Pid}/net/dev`;
    const columns = async () =>
      /^ *eth0:(.*)$/m
        .exec((await probe.read([file])).get(file) ?? '')?.[1]
        ?.trim()
        .split(/ +/)
        .map(Number) ?? [];
    const before = await columns();
    const exposition = await scrape();
    const after = await columns();
    const names = { bytes: 0, packets: 1, errors: 2, packets_dropped: 3 };
    for (const [name, column] of Object.entries(names)) {
      for (const [direction, offset] of [
        ['receive', 0],
        ['transmit', 8],
      ] as const) {
        const value = exposition.value(`container_network_${direction}_${name}_total`, {
          id: id(receiver),
          interface: 'eth0',
        });
        expect(value, `${direction} ${name}`).toBeGreaterThanOrEqual(before[column + offset] ?? Number.NaN);
        expect(value, `${direction} ${name}`).toBeLessThanOrEqual(after[column + offset] ?? Number.NaN);
      }
    }
  });

  it('agrees with docker stats', async () => {
    const { scrape, id, stats } = onStage();
    const { networks } = await stats(sender);
    const value = (await scrape()).value(transmitted, { id: id(sender), interface: 'eth0' });
    // Neighbour discovery may go on between the two.
    expect(Math.abs((value ?? 0) - (networks.eth0?.tx_bytes ?? 0))).toBeLessThan(2000);
  });

  it('counts a shared network once, on its owner', async () => {
    const { scrape, id } = onStage();
    const exposition = await scrape();
    expect(exposition.series(received, { id: id(sharer) })).toEqual([]);
    expect(exposition.series(received, { id: id(receiver) })).toHaveLength(1);
  });

  it("does not give the host's traffic to a container on its network", async () => {
    const { scrape, id } = onStage();
    const exposition = await scrape();
    expect(
      exposition.samples.filter(
        ({ name, labels }) => name.startsWith('container_network_receive') && labels.id === id(hostNetwork),
      ),
    ).toEqual([]);
    expect(exposition.series('node_network_receive_bytes_total').length).toBeGreaterThan(0);
  });

  it('tells how each gets its network', async () => {
    const { scrape, id } = onStage();
    const exposition = await scrape();
    const mode = (container: StartedTestContainer) =>
      exposition.series('container_network_mode_info', { id: id(container) }).map(({ labels }) => labels.mode);
    expect(mode(receiver)).toEqual(['bridge']);
    expect(mode(sharer)).toEqual(['container']);
    expect(mode(hostNetwork)).toEqual(['host']);
    expect(mode(isolated)).toEqual(['none']);
  });
}
