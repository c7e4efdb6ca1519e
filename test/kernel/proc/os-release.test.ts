import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePrettyName } from '../../../src/exporters/host/version.js';
import { bytes, onlyParseErrors } from '../../support/kernel-text.js';

test.each([
  ['NAME="Debian"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n', 'Debian GNU/Linux 12 (bookworm)'],
  ["PRETTY_NAME='Alpine Linux v3.20'\n", 'Alpine Linux v3.20'],
  ['PRETTY_NAME=Arch\n', 'Arch'],
  ['PRETTY_NAME="a \\"quoted\\" \\$name"\n', 'a "quoted" $name'],
  ['NAME=x\nXPRETTY_NAME=y\n', undefined],
  ['PRETTY_NAME=""\n', undefined],
])('%j is called %j', (text, name) => expect(parsePrettyName(bytes(text))).toBe(name));

test('any name comes back', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\w .()"\\$`/-]{1,40}$/), (name) => {
      const escaped = name.replace(/["\\$`]/g, '\\$&');
      expect(parsePrettyName(bytes(`ID=x\nPRETTY_NAME="${escaped}"\n`))).toBe(name);
    }),
  );
});

test('nothing but ParseError', () => onlyParseErrors(parsePrettyName, 'PRETTY_NAME="Debian"\n'));
