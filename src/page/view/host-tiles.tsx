import { byteRate, coreLimit, cores, diskSize, memorySize, percent } from '../format.js';
import type { Picture } from '../messages.js';
import { Bar } from './bar.js';
import { Sparkline } from './sparkline.js';

/** The host in one strip. Unknown figures are left out. */
export function HostTiles({ host }: { readonly host: Picture['host'] }) {
  const { cpu, cpus, memory, memoryTotal, disk } = host;
  const used = disk && disk.size - disk.available;
  return (
    <section class="host" aria-label="Host">
      {cpu !== undefined && (
        <Tile title="CPU" value={cores(cpu)} of={cpus === undefined ? '' : `of ${coreLimit(cpus)} cores`}>
          <Sparkline points={host.cpuLine} />
          {host.load !== undefined && <small>load {host.load.toFixed(2)}</small>}
        </Tile>
      )}
      {memory !== undefined && memoryTotal !== undefined && (
        <Tile title="Memory" value={memorySize(memory)} of={`of ${memorySize(memoryTotal)}`}>
          <Bar parts={[memory / memoryTotal]} />
          <small>
            {host.swapTotal
              ? `swap ${memorySize(host.swap)} of ${memorySize(host.swapTotal)}`
              : `${memorySize(memoryTotal - memory)} available`}
          </small>
        </Tile>
      )}
      <PressureTile host={host} />
      {disk && used !== undefined && (
        <Tile title="Disk of Docker" value={percent(used / disk.size)} of={`of ${diskSize(disk.size)}`}>
          <Bar parts={[used / disk.size]} />
          <small>
            {diskSize(disk.available)} free
            {disk.filesUsed !== undefined && `, ${percent(disk.filesUsed)} of inodes used`}
          </small>
        </Tile>
      )}
      {host.receive !== undefined && (
        <Tile title="Network" value={`↓ ${byteRate(host.receive)}`} of="">
          <span class="second">↑ {byteRate(host.transmit)}</span>
        </Tile>
      )}
    </section>
  );
}

function PressureTile({ host }: { readonly host: Picture['host'] }) {
  const kinds = [
    ['CPU', host.cpuPressure],
    ['memory', host.memoryPressure],
    ['I/O', host.ioPressure],
  ] as const;
  const known = kinds.filter(([, share]) => share !== undefined);
  if (known.length === 0) return null;
  const [worst = known[0], ...others] = known.toSorted(([, a = 0], [, b = 0]) => b - a);
  return (
    <Tile title="Pressure" value={percent(worst?.[1])} of={`waiting for ${worst?.[0]}`}>
      <small>{others.map(([kind, share]) => `${kind} ${percent(share)}`).join(', ')}</small>
    </Tile>
  );
}

interface TileProps {
  readonly title: string;
  readonly value: string;
  readonly of: string;
  readonly children?: preact.ComponentChildren;
}

function Tile({ title, value, of, children }: TileProps) {
  return (
    <div class="tile">
      <h2>{title}</h2>
      <p>
        <b>{value}</b> <span>{of}</span>
      </p>
      {children}
    </div>
  );
}
