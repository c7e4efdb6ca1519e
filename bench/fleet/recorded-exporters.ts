import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { repository } from '../paths.js';

/** A line of an exposition: what comes before the value, the value, and how much it grows in a second. */
interface Line {
  readonly series: string;
  readonly value: number;
  readonly growth: number;
}

/** A recorded exposition, from which those of many hosts are made. */
export interface Recording {
  readonly host: readonly Line[];
  /** Of one container, by whose id and name `idOf` and `nameOf` stand. */
  readonly container: readonly Line[];
}

const idOf = '<id>';
const nameOf = '<name>';

/** Reads a host's lines, and those of the container `demo`, of a golden exposition. Comments are left out. */
export function readRecording(file = join(repository, 'test/golden/v2-systemd.prom')): Recording {
  const host: Line[] = [];
  const container: Line[] = [];
  const counters = new Set<string>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [, declared = ''] = /^# TYPE (\w+) counter$/.exec(line) ?? [];
    if (declared !== '') counters.add(declared);
    const [, series = '', name = '', value = ''] = /^((\w+)(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
    if (series === '' || line.startsWith('#')) continue;
    // A gauge moves too: what never changes would cost Prometheus next to nothing.
    const growth = counters.has(name) ? Math.max(1, Math.abs(Number(value)) / 1e5) : 0;
    const entry = { value: Number(value), growth };
    if (series.includes('name="demo"')) {
      container.push({
        series: series.replace(/docker-[0-9a-f]{64}/, `docker-${idOf}`).replace('name="demo"', `name="${nameOf}"`),
        ...entry,
      });
    } else if (!/[{,]name="/.test(series)) host.push({ series, ...entry });
  }
  return { host, container };
}

/** The exposition of one host of a fleet, so many seconds after the recording. */
export function expositionOf({ host, container }: Recording, number: number, containers: number, age: number): string {
  const text: string[] = [];
  const write = (lines: readonly Line[], part: number, rename: (series: string) => string) => {
    lines.forEach(({ series, value, growth }, i) => {
      // A third of the gauges goes up and down by a few parts in a thousand.
      const moved = growth === 0 && i % 3 === 0 ? Math.round(value * (1 + Math.sin(age / 60 + part) / 300)) : value;
      text.push(`${rename(series)} ${growth === 0 ? moved : value + Math.round(growth * age * (1 + (part % 7)))}\n`);
    });
  };
  write(host, number, (series) => series);
  for (let i = 0; i < containers; i++) {
    const id = `${number}-${i}`.padEnd(64, 'f');
    write(container, number + i, (series) => series.replace(idOf, id).replace(nameOf, `container-${i}`));
  }
  return text.join('');
}

/** Serves them at /<number of the host>; resolves once it listens on a free port of 127.0.0.1. */
export async function serveRecorded(recording: Recording, containers: number): Promise<Server> {
  const started = performance.now();
  const server = createServer(({ url = '' }, response) => {
    const text = expositionOf(recording, Number(url.slice(1)), containers, (performance.now() - started) / 1000);
    response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8').end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
