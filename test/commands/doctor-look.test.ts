import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { LookError, lookAt, lookHere } from '../../src/commands/doctor/look.js';
import { gauge } from '../../src/exposition/family.js';
import { label } from '../../src/exposition/labels.js';
import { createSamples, hostColumns } from '../../src/exposition/samples.js';

const exposition = 'container_exporter_build_info{version="1"} 1\nnode_load1 0.5\n';

let server: Server | undefined;
const asked: IncomingMessage[] = [];

async function serve(listener: RequestListener): Promise<string> {
  asked.length = 0;
  server = createServer((request, response) => {
    asked.push(request);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const look = (href: string, authorization?: string) => lookAt({ href, authorization });

describe('a look at another exporter', () => {
  it('reads what it serves, compressed or not', async () => {
    const plain = await serve((_, response) => response.end(exposition));
    expect((await look(plain)).exposition.series.get('node_load1')?.[0]?.value).toBe(0.5);
    server?.close();
    const compressed = await serve((_, response) => {
      response.setHeader('content-encoding', 'gzip').end(gzipSync(exposition));
    });
    expect((await look(compressed)).exposition.series.get('node_load1')?.[0]?.value).toBe(0.5);
  });

  it('asks for the text format, in time, and with a password where there is one', async () => {
    const url = await serve((_, response) => response.end(exposition));
    await look(url, 'Basic dTpw');
    expect(asked[0]?.headers).toMatchObject({
      accept: 'text/plain;version=0.0.4',
      authorization: 'Basic dTpw',
      'x-prometheus-scrape-timeout-seconds': '30',
    });
    await look(url);
    expect(asked[1]?.headers.authorization).toBeUndefined();
  });

  it('notes when it asked', async () => {
    const url = await serve((_, response) => response.end(exposition));
    const before = Date.now() / 1000;
    const { at } = await look(url);
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now() / 1000);
  });

  it.each<[string, RequestListener, RegExp]>([
    ['asks for a password', (_, response) => response.writeHead(401).end(), /\/metrics answers with HTTP 401$/],
    [
      'is another exporter',
      (_, response) => response.end('node_load1 1\n'),
      /does not answer as a container-exporter does$/,
    ],
    ['is a page', (_, response) => response.end('<!DOCTYPE html>\n'), /: line 1 is not a sample: "<!DOCTYPE html>"$/],
    [
      'serves half of it',
      (_, response) => response.writeHead(200, { 'content-length': 10_000 }).end(exposition),
      /: (?:terminated|other side closed)/,
    ],
    ['closes the connection', (request) => request.destroy(), /: (?:other side closed|read ECONNRESET)$/],
  ])('says what is wrong where it %s', async (_, listener, message) => {
    const url = await serve(listener);
    await expect(look(url)).rejects.toThrow(LookError);
    await expect(look(url)).rejects.toThrow(message);
  });

  it('says so where nobody listens', async () => {
    const url = await serve(() => {});
    await new Promise((resolve) => server?.close(resolve));
    await expect(look(url)).rejects.toThrow(/^http:\/\/127\.0\.0\.1:\d+\/metrics: connect ECONNREFUSED/);
  });

  it('stops reading an answer without an end, and one that unpacks to more than it may have', async () => {
    const line = Buffer.from(`a 1\n`.repeat(16 * 1024));
    let sent = 0;
    const endless = await serve((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(line)) sent += line.length;
      };
      response.on('drain', more);
      more();
    });
    await expect(look(endless)).rejects.toThrow(/the answer has more than 64 MiB$/);
    expect(sent).toBeLessThan(100 * 2 ** 20);
    server?.closeAllConnections();
    server?.close();
    const bomb = gzipSync(Buffer.alloc(80 * 2 ** 20, '#'));
    const packed = await serve((_, response) => response.setHeader('content-encoding', 'gzip').end(bomb));
    await expect(look(packed)).rejects.toThrow(/the answer has more than 64 MiB$/);
  });
});

describe('a look at this host', () => {
  it('judges what Prometheus would see, whatever is in it', async () => {
    const samples = createSamples();
    const name = 'ä"\n漢'.repeat(100_000);
    samples.add(gauge('container_exporter_build_info', 'Help.', ['version']), 1, undefined, label('version', name));
    let collectors: ReadonlySet<string> | undefined;
    const scraper = {
      sources: () => new Map(),
      scrape: async (asked: { readonly collectors: ReadonlySet<string> }) => {
        collectors = asked.collectors;
        return { columns: hostColumns(samples), complete: true };
      },
    };
    const { exposition } = await lookHere(scraper, new Set(['cpu']));
    expect(exposition.series.get('container_exporter_build_info')?.[0]?.labels.version).toBe(name);
    expect(collectors).toEqual(new Set(['cpu']));
  });
});
