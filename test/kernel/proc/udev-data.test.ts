import { expect, test } from 'vitest';
import { parseUdevData } from '../../../src/exporters/host/disk/udev-properties.js';
import { bytes, onlyParseErrors } from '../../support/kernel-text.js';

const sample = 'S:disk/by-id/x\nI:1234\nE:ID_MODEL=Fast=Disk\nE:ID_SERIAL_SHORT=\nE:odd\nG:systemd\n';

test('properties, without links, tags and oddities', () => {
  expect(parseUdevData(bytes(sample))).toEqual(
    new Map([
      ['ID_MODEL', 'Fast=Disk'],
      ['ID_SERIAL_SHORT', ''],
    ]),
  );
});

test('other texts parse or throw ParseError', () => onlyParseErrors(parseUdevData, sample));
