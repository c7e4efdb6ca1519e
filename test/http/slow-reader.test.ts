import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { metricsEndpoint } from '../../src/http/metrics-endpoint.js';
import { emptyFolder } from '../support/folder.js';
import { httpRequest } from '../support/http-request.js';
import { until } from '../support/until.js';
import { fakeScraper } from './probe-server.js';

test('a reader that does not take its answer is cut off, and gives back its place', async () => {
  const scraper = fakeScraper();
  const log = pino({ level: 'silent' });
  const enabled = new Set<string>();
  const app = express().get(
    '/metrics',
    metricsEndpoint({ scraper, collectors: [], enabled, maxRequests: 1, log, readerMs: 50 }),
  );
  const server = createServer(app);
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  // A connection to a socket buffers less than one to a port.
  const socketPath = join(emptyFolder(), 'socket');
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  onTestFinished(() => void server.close().closeAllConnections());

  scraper.size = 100_000;
  // It never reads.
  const reader = connect(socketPath).on('error', () => {});
  onTestFinished(() => void reader.destroy());
  reader.write('GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n');
  await until('its scrape has begun', () => scraper.requests.length === 1);
  expect(connections.size).toBe(1);
  await until('it is cut off', () => connections.size === 0, { seconds: 20 });

  scraper.size = 1;
  const { status, body } = await httpRequest({ socketPath, path: '/metrics' });
  expect([status, body.toString()]).toEqual([200, expect.stringContaining('\ntest_value{i="0"} 2\n')]);
});
