import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { alternativeNames } from '../../../src/http/web-config/tls-connections.js';
import { type Authority, createAuthority } from '../../support/certificates.js';

let authority: Authority;
beforeAll(() => {
  authority = createAuthority();
});
afterAll(() => authority.remove());

function namesOf(...spelled: string[]): readonly string[] {
  authority.issue('client', `@names\n[names]\n${spelled.join('\n')}`);
  return alternativeNames(new X509Certificate(readFileSync(authority.path('client.pem'))));
}

it('reads names of all kinds, IPv6 in its shortest form', () => {
  const names = namesOf(
    'DNS.1=a.example',
    'DNS.2=*.b.example',
    'IP.1=10.0.0.1',
    'IP.2=2001:DB8:0:0:0:0:0:1',
    'URI.1=spiffe://example/ns/a',
    'email.1=ops@example.org',
    'RID.1=1.2.3.4',
  );
  expect(names).toEqual([
    'a.example',
    '*.b.example',
    '10.0.0.1',
    '2001:db8::1',
    'spiffe://example/ns/a',
    'ops@example.org',
  ]);
});

it('takes no name for two, whatever is in it', () => {
  expect(namesOf('DNS.1=a\\, DNS:b.example')).toEqual(['a, DNS:b.example']);
  expect(namesOf('URI.1=x://a\\"\\,b', 'DNS.1=c')).toEqual(['x://a",b', 'c']);
});

it('has none where there is no certificate or it names none', () => {
  expect(alternativeNames(undefined)).toEqual([]);
  expect(alternativeNames(new X509Certificate(readFileSync(authority.path('ca.pem'))))).toEqual([]);
});
