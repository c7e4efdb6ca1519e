import { expect, test } from 'vitest';
import { parseCpuinfo } from '../../../src/exporters/host/machine.js';
import { bytes, onlyParseErrors } from '../../support/kernel-text.js';

const processor = (n: number, physical: number, core: number) =>
  `processor\t: ${n}\nmodel name\t: Some CPU\nphysical id\t: ${physical}\nsiblings\t: 4\ncore id\t\t: ${core}\n\n`;

test('threads share a core, and packages number theirs alike', () => {
  const text = [processor(0, 0, 0), processor(1, 0, 1), processor(2, 0, 0), processor(3, 1, 0)].join('');
  expect(parseCpuinfo(bytes(text))).toEqual({ cores: 3, sockets: 2 });
});

test('undefined where the kernel does not tell (arm64)', () => {
  expect(
    parseCpuinfo(bytes('processor\t: 0\nBogoMIPS\t: 50.00\n\nprocessor\t: 1\nBogoMIPS\t: 50.00\n')),
  ).toBeUndefined();
});

test('other texts parse or throw ParseError', () => onlyParseErrors(parseCpuinfo, processor(0, 0, 0)));
