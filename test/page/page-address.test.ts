import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columns } from '../../src/page/model/arrange.js';
import { type Address, firstAddress, readAddress, sortBy, writeAddress } from '../../src/page/page-address.js';

const addresses: fc.Arbitrary<Address> = fc.record({
  view: fc.constantFrom('containers', 'disk'),
  filter: fc.string({ unit: 'grapheme' }),
  sort: fc.constantFrom(...columns.map(({ key }) => key)),
  descending: fc.boolean(),
  group: fc.constantFrom('none', 'project', 'pod'),
  stopped: fc.boolean(),
  open: fc.option(fc.string({ minLength: 1, unit: 'grapheme' }), { nil: undefined }),
});

test('an address that is written says the same when it is read', () => {
  fc.assert(
    fc.property(addresses, (address) => {
      expect(readAddress(writeAddress(address))).toEqual(address);
    }),
  );
});

test('whatever somebody writes is an address', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (hash) => {
      expect(columns.map(({ key }) => key)).toContain(readAddress(hash).sort);
    }),
  );
});

test('what is as at first is not said', () => {
  expect(writeAddress(firstAddress)).toBe('#');
  expect(readAddress('')).toEqual(firstAddress);
  expect(writeAddress({ ...firstAddress, filter: 'a b', open: 'web' })).toBe('#filter=a+b&open=web');
});

test('the first click on a column sorts from the largest down, the next the other way round', () => {
  const byCpu = sortBy({ ...firstAddress, descending: false }, 'cpu');
  expect(byCpu).toMatchObject({ sort: 'cpu', descending: true });
  expect(sortBy(byCpu, 'cpu')).toMatchObject({ sort: 'cpu', descending: false });
});
