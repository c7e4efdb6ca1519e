import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DockerAddress } from '../../../src/discovery/docker/address.js';
import { createDockerSource } from '../../../src/discovery/docker/docker-source.js';
import { type Authority, createAuthority } from '../../support/certificates.js';

const log = pino({ level: 'silent' });
const request = { inodes: new Map<string, number>(), signal: new AbortController().signal };
let authority: Authority;
let strangers: Authority;
let address: DockerAddress & { readonly kind: 'tcp' };
const clients: string[] = [];

const server = () =>
  createServer(
    {
      cert: authority.read('daemon.pem'),
      key: authority.read('daemon.key'),
      ca: authority.read('ca.pem'),
      requestCert: true,
      rejectUnauthorized: true,
    },
    (incoming, response) => {
      clients.push(String((incoming.socket as TLSSocket).getPeerCertificate().subject.CN));
      response.end(incoming.url?.includes('/containers/json') ? '[]' : '{"ApiVersion":"1.44"}');
    },
  );
let daemon: ReturnType<typeof server>;

/** A folder as DOCKER_CERT_PATH names it: certificates of openssl's. */
function withClient(): Authority {
  const made = createAuthority();
  made.issue('cert', 'DNS:exporter');
  // openssl names it after the certificate, Docker does not.
  made.copy('cert.key', 'key.pem');
  return made;
}

beforeAll(async () => {
  authority = withClient();
  authority.issue('daemon', 'IP:127.0.0.1');
  strangers = withClient();
  daemon = server();
  await new Promise<void>((resolve) => daemon.listen(0, '127.0.0.1', resolve));
  const { port } = daemon.address() as AddressInfo;
  address = { kind: 'tcp', protocol: 'https', host: '127.0.0.1', port: String(port) };
});
afterAll(async () => {
  await new Promise((resolve) => daemon.close(resolve));
  authority.remove();
  strangers.remove();
});

const ask = (certificates: string | undefined) =>
  createDockerSource({ address: { ...address, certificates }, timeoutSeconds: 5, log }).ask(request);

test('asks over TLS with the certificates that DOCKER_CERT_PATH has', async () => {
  expect(readFileSync(join(authority.directory, 'key.pem'), 'utf8')).toContain('PRIVATE KEY');
  expect(await ask(authority.directory)).toMatchObject({ success: true });
  expect(new Set(clients)).toEqual(new Set(['cert']));
});

test('does not talk to a daemon that it does not know, nor to one that does not know it', async () => {
  const before = clients.length;
  expect(await ask(undefined)).toMatchObject({ success: false, error: expect.stringMatching(/certificate/) });
  expect(await ask(strangers.directory)).toMatchObject({ success: false, error: expect.stringMatching(/certificate/) });
  expect(clients.length).toBe(before);
});

test('says which files are missing', async () => {
  const { error } = (await ask('/nowhere')) ?? {};
  expect(error).toMatch(/DOCKER_CERT_PATH: expected ca\.pem, cert\.pem and key\.pem in \/nowhere \(ENOENT/);
});
