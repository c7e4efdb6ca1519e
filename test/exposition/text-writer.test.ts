import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Family, familyTemplate } from '../../src/exposition/family.js';
import { labels } from '../../src/exposition/labels.js';
import type { Format } from '../../src/exposition/negotiate.js';
import type { Column } from '../../src/exposition/samples.js';
import { writeExposition } from '../../src/exposition/text-writer.js';
import { parseFamilies } from '../support/parse-families.js';

const formats: readonly Format[] = ['text', 'openmetrics'];

interface Sample {
  value: number;
  identity?: string;
  labels?: string;
}

const family = (name: string, type: Family['type'], help = 'Help.'): Family => ({ name, type, help, labels: [] });

function column(of: Family, samples: readonly Sample[]): Column {
  return {
    family: of,
    values: samples.map(({ value }) => value),
    identities: samples.map(({ identity }) => (identity === undefined ? undefined : Buffer.from(identity))),
    labels: samples.map((sample) => sample.labels ?? ''),
  };
}

function render(columns: readonly Column[], format: Format, chunkBytes?: number): string {
  // Each chunk is copied before the next is asked for, as the writer demands.
  const chunks = [
    ...(function* () {
      for (const chunk of writeExposition(columns, format, chunkBytes)) yield Buffer.from(chunk);
    })(),
  ];
  return Buffer.concat(chunks).toString('utf8');
}

/** What UTF-8 can carry of a JavaScript string: a lone surrogate becomes U+FFFD. */
const asUtf8 = (text: string) => Buffer.from(text, 'utf8').toString('utf8');

const labelText = fc.string({
  unit: fc.oneof(
    fc.constantFrom('"', '\\', '\n', 'n', ',', '}', '\ud800', 'é', '漢', '😀', '\0'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});
const values = fc.oneof(
  fc.double(),
  fc.maxSafeInteger(),
  fc.integer(),
  fc.constantFrom(
    0,
    -0,
    NaN,
    Infinity,
    -Infinity,
    2 ** 31,
    2 ** 31 - 1,
    -(2 ** 31),
    1e9,
    999_999_999,
    1e15,
    2 ** 53,
    1e21,
    5e-324,
  ),
);

describe('writeExposition', () => {
  it('writes the text format', () => {
    const columns = [
      column(family('container_cpu_usage_seconds_total', 'counter', 'CPU time\\wall\nused "all".'), [
        { value: 1.5, identity: 'id="/docker/a",name="web"', labels: 'cpu="total"' },
        { value: 3, identity: 'id="/"' },
      ]),
      column(family('node_load1', 'gauge', 'Load.'), [{ value: 0.25 }]),
      column(family('node_netstat_x', 'unknown', 'Some.'), [{ value: 7, labels: 'a="b"' }]),
    ];
    expect(render(columns, 'text')).toBe(`# HELP container_cpu_usage_seconds_total CPU time\\\\wall\\nused "all".
# TYPE container_cpu_usage_seconds_total counter
container_cpu_usage_seconds_total{id="/docker/a",name="web",cpu="total"} 1.5
container_cpu_usage_seconds_total{id="/"} 3
# HELP node_load1 Load.
# TYPE node_load1 gauge
node_load1 0.25
# HELP node_netstat_x Some.
# TYPE node_netstat_x untyped
node_netstat_x{a="b"} 7
`);
  });

  it('writes OpenMetrics', () => {
    const columns = [
      column(family('container_cpu_usage_seconds_total', 'counter', 'CPU "time".'), [
        { value: 1.5, labels: 'cpu="total"' },
      ]),
      column(family('container_memory_failcnt', 'counter'), [{ value: 2 }]),
      column(family('container_network_tcp_usage_total', 'gauge'), [{ value: 3 }]),
      column(family('container_memory_rss', 'gauge'), [{ value: 4 }]),
      column(family('container_fs_usage_bytes', 'gauge'), [{ value: 5 }]),
    ];
    expect(render(columns, 'openmetrics')).toBe(`# TYPE container_cpu_usage_seconds counter
# UNIT container_cpu_usage_seconds seconds
# HELP container_cpu_usage_seconds CPU \\"time\\".
container_cpu_usage_seconds_total{cpu="total"} 1.5
# TYPE container_memory_failcnt unknown
# HELP container_memory_failcnt Help.
container_memory_failcnt 2
# TYPE container_network_tcp_usage_total gauge
# HELP container_network_tcp_usage_total Help.
container_network_tcp_usage_total 3
# TYPE container_memory_rss gauge
# HELP container_memory_rss Help.
container_memory_rss 4
# TYPE container_fs_usage_bytes gauge
# UNIT container_fs_usage_bytes bytes
# HELP container_fs_usage_bytes Help.
container_fs_usage_bytes 5
# EOF
`);
  });

  it('keeps series names where families would clash in OpenMetrics', () => {
    const names = ['x', 'x_total', 'y_created', 'y_total', 'z_total', '_total'];
    const columns = names.map((name) =>
      column(family(name, name.endsWith('_total') ? 'counter' : 'gauge'), [{ value: 1 }]),
    );
    const families = parseFamilies(render(columns, 'openmetrics'), 'openmetrics');
    expect(families.map(({ name, type }) => [name, type])).toEqual([
      ['x', 'gauge'],
      ['x_total', 'unknown'],
      ['y_created', 'gauge'],
      ['y_total', 'unknown'],
      ['z', 'counter'],
      ['_total', 'unknown'],
    ]);
    expect(families.flatMap(({ samples }) => samples.map(({ name }) => name))).toEqual(names);
  });

  it('is empty without columns', () => {
    expect(render([], 'text')).toBe('');
    expect(render([], 'openmetrics')).toBe('# EOF\n');
  });

  it.each(formats)('gives names, labels and values back exactly (%s)', (format) => {
    const samples = fc.array(fc.record({ value: values, own: fc.option(labelText), identity: fc.option(labelText) }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(
        fc.array(samples, { maxLength: 4 }),
        labelText,
        fc.integer({ min: 1, max: 300 }),
        (rows, help, chunk) => {
          const template = familyTemplate('gauge', 'test_{field}_value', help);
          const columns = rows.map((row, i) =>
            column(
              template.named(String(i)),
              row.map(({ value, own, identity }) => ({
                value,
                ...(identity === null ? {} : { identity: labels({ id: `/${identity}` }) }),
                labels: own === null ? '' : labels({ own: `.${own}` }),
              })),
            ),
          );
          const parsed = parseFamilies(render(columns, format, chunk), format);
          expect(parsed).toHaveLength(rows.length);
          rows.forEach((row, i) => {
            expect(parsed[i]?.help).toBe(asUtf8(help));
            expect(parsed[i]?.metadata).toEqual(format === 'text' ? ['HELP', 'TYPE'] : ['TYPE', 'HELP']);
            expect(parsed[i]?.samples).toEqual(
              row.map(({ value, own, identity }) => ({
                name: `test_${i}_value`,
                value,
                labels: {
                  ...(identity === null ? {} : { id: asUtf8(`/${identity}`) }),
                  ...(own === null ? {} : { own: asUtf8(`.${own}`) }),
                },
              })),
            );
          });
        },
      ),
    );
  });

  it.each(formats)('gives the same bytes whatever the size of a chunk (%s)', (format) => {
    const rows = Array.from({ length: 40 }, (_, i) => ({
      value: i * 1.1,
      identity: labels({ id: `/docker/${'é'.repeat(i)}` }),
      labels: i % 3 === 0 ? '' : labels({ device: '漢'.repeat(i % 7) }),
    }));
    const columns = [column(family('a_total', 'counter'), rows), column(family('b_bytes', 'gauge'), rows)];
    const whole = render(columns, format);
    for (let chunkBytes = 1; chunkBytes < 700; chunkBytes += 13)
      expect(render(columns, format, chunkBytes)).toBe(whole);
  });

  it('cuts chunks between lines and keeps to their size', () => {
    const rows = Array.from({ length: 500 }, (_, i) => ({ value: i, identity: `id="/${i}"` }));
    for (const chunk of writeExposition([column(family('a', 'gauge'), rows)], 'text', 1024)) {
      expect(chunk.length).toBeLessThanOrEqual(1024);
      expect(chunk.at(-1)).toBe(0x0a);
    }
  });

  it('satisfies promtool', () => {
    const hostile = ['a"b', 'back\\slash', 'line\nfeed', '\ud800', '漢字 😀', '{x="y"} 1', '\\n', '\\'];
    const columns = [
      column(
        family('test_value', 'gauge', 'A \\ help\nwith "all".'),
        hostile.map((text, i) => ({ value: i / 3, labels: labels({ text }) })),
      ),
      column(
        family('test_other', 'gauge'),
        [Infinity, -Infinity, NaN, 1e21, 5e-324].map((value, i) => ({ value, labels: `i="${i}"` })),
      ),
    ];
    const output = execFileSync('promtool', ['check', 'metrics'], { input: render(columns, 'text'), encoding: 'utf8' });
    expect(output).toBe('');
  });
});
