import { readFileSync } from 'node:fs';
import { collectors } from '../../../src/catalogue.js';
import type { Answer } from './front.js';

/** The host of test/golden/v2-systemd.prom with its first container many times over, each under another name. */

const recorded = readFileSync(new URL('../../golden/v2-systemd.prom', import.meta.url), 'utf8');
const original = /2605c3ad331a[0-9a-f]{52}\.scope",name="demo/;

const collectorOf = new Map(
  collectors.flatMap(({ name, families }) =>
    families.map((family) => [(family as { readonly name: string }).name, name] as const),
  ),
);

interface Series {
  /** Undefined for what a scrape says of itself, and for names made of what the kernel says. */
  readonly collector: string | undefined;
  readonly text: string;
  readonly value: number;
  readonly isCounter: boolean;
}

const series: readonly Series[] = recorded
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const end = line.lastIndexOf(' ');
    const name = /^\w+/.exec(line)?.[0] ?? '';
    const value = Number(line.slice(end + 1).replace('<varies>', '1795230411'));
    return { collector: collectorOf.get(name), text: line.slice(0, end), value, isCounter: name.endsWith('_total') };
  });

/** Answers scrapes as such a host would: the collectors that are asked for, counters grown by the time that has passed. */
export function answerForMany(containers: number): Answer {
  const began = performance.now();
  return (request, response) => {
    if (!request.url?.startsWith('/metrics')) return false;
    const wanted = new Set(new URLSearchParams(request.url.split('?')[1]).getAll('collect[]'));
    const seconds = (performance.now() - began) / 1000;
    response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4' });
    for (const one of series) {
      if (one.collector !== undefined && wanted.size > 0 && !wanted.has(one.collector)) continue;
      response.write(linesOf(one, containers, seconds).join(''));
    }
    response.end();
    return true;
  };
}

function linesOf({ text, value, isCounter }: Series, containers: number, seconds: number): readonly string[] {
  const grown = (share: number) => (isCounter ? value + share * seconds : value);
  const [before, after] = text.split(original);
  if (after === undefined) return [`${text} ${grown(0.1)}\n`];
  return Array.from({ length: containers }, (_, i) => {
    const named = `${i.toString(16).padStart(64, '0')}.scope",name="demo-${i}`;
    // Each has its own share of what it could do, which changes with time.
    const share = Math.abs(Math.sin(i + seconds / 30)) / 10;
    return `${before}${named}${after} ${grown(share)}\n`;
  });
}
