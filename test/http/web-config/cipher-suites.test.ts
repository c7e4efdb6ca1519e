import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { cipherList, findSuite, nodeHas, suiteNames } from '../../../src/http/web-config/cipher-suites.js';

/** OpenSSL itself tells how it calls the suites whose names, IANA's, Go uses. */
function namesByOpenssl(): Map<string, string> {
  const lines = execFileSync('openssl', ['ciphers', '-stdname', 'ALL:@SECLEVEL=0'], { encoding: 'utf8' }).split('\n');
  return new Map(lines.map((line) => line.split(/\s+/)).map(([iana = '', , openssl = '']) => [iana, openssl]));
}

describe('cipher suites', () => {
  it('are called as OpenSSL calls them, and this Node.js has all', () => {
    const names = namesByOpenssl();
    expect(suiteNames).toHaveLength(17);
    for (const name of suiteNames) {
      expect(findSuite(name), name).toBe(names.get(name));
      expect(nodeHas(findSuite(name) ?? ''), name).toBe(true);
    }
    expect(nodeHas('RC4-SHA')).toBe(false);
  });

  it('without a list are those of Go: forward secrecy only', () => {
    const args = ['ciphers', '-s', '-tls1_2', cipherList(undefined, false)];
    const offered = execFileSync('openssl', args, { encoding: 'utf8' }).trim().split(':');
    expect(offered).toHaveLength(10);
    expect(offered.every((suite) => suite.startsWith('ECDHE-'))).toBe(true);
  });
});
