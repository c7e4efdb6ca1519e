import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { gauge } from '../../src/exposition/family.js';
import { createSamples, hostColumns } from '../../src/exposition/samples.js';
import { createApp } from '../../src/http/app.js';
import type { PageFiles } from '../../src/http/page.js';
import type { ScrapeRequest, Scraper } from '../../src/scrape/scraper.js';
import type { ServiceDiscovery } from '../../src/service-discovery/service-discovery.js';

const value = gauge('test_value', 'A test.');

export const collectors = [
  { name: 'cpu' },
  { name: 'memory' },
  { name: 'sockets' },
  { name: 'host-cpu', group: 'host' },
  { name: 'host-memory', group: 'host' },
] as const;

/** A scraper whose scrapes end when the test says so (at once by default), and which notes what it was asked for. */
export interface FakeScraper extends Scraper {
  readonly requests: ScrapeRequest[];
  /** Replaced by tests that want a scrape to take long or to fail. */
  work: () => Promise<void>;
  /** Whether it had time for everything. */
  complete: boolean;
  /** How many samples a scrape has. */
  size: number;
}

export function fakeScraper(): FakeScraper {
  const scraper: FakeScraper = {
    requests: [],
    work: async () => {},
    complete: true,
    size: 1,
    sources: () => new Map([['docker', { success: false, error: 'connect ENOENT <socket> & "more"' }]]),
    async scrape(request) {
      scraper.requests.push(request);
      const number = scraper.requests.length;
      await scraper.work();
      const samples = createSamples();
      for (let i = 0; i < scraper.size; i++) samples.add(value, number, undefined, `i="${i}"`);
      return { columns: hostColumns(samples), complete: scraper.complete };
    },
  };
  return scraper;
}

export interface Probe {
  readonly url: string;
  readonly scraper: FakeScraper;
  readonly server: Server;
  readonly logged: string[];
  close(): Promise<void>;
}

export interface ProbeOptions {
  readonly maxRequests?: number;
  readonly ready?: () => boolean;
  readonly page?: PageFiles;
  readonly discovery?: ServiceDiscovery;
}

/** The real application on a port of its own, over a fake scraper. */
export async function startProbe(options: ProbeOptions = {}): Promise<Probe> {
  const scraper = fakeScraper();
  const logged: string[] = [];
  const app = createApp({
    config: {
      web: {
        listenAddresses: [],
        telemetryPath: '/metrics',
        maxRequests: options.maxRequests ?? 40,
        exporterMetrics: true,
        page: false,
        grafanaUrl: undefined,
        serviceDiscovery: true,
        configFile: undefined,
      },
      collectors: new Set(['cpu', 'memory', 'host-cpu', 'host-memory']),
    },
    scraper,
    collectors,
    version: '1.2.3',
    log: pino({}, { write: (line: string) => logged.push(line) }),
    ready: options.ready ?? (() => true),
    page: options.page,
    discovery: options.discovery,
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    scraper,
    server,
    logged,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
