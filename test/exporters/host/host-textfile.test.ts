import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hostTextfile } from '../../../src/exporters/host/textfile/host-textfile.js';
import { parseTextfile } from '../../../src/exporters/host/textfile/parse-textfile.js';
import { createSamples } from '../../../src/exposition/samples.js';
import { expandGlob } from '../../../src/kernel/fs/glob.js';
import { emptyFolder, folderOf } from '../../support/folder.js';

/** What the collector says of directories, and the failures that it noted. */
async function textfilesOf(globs: readonly string[], isTaken = (name: string) => name === 'node_load1') {
  const samples = createSamples();
  const failures: string[] = [];
  await hostTextfile.collect({
    textfileDirectories: globs,
    isTaken,
    signal: new AbortController().signal,
    emit: (family: never, value: number, labels: string) => samples.add(family, value, undefined, labels),
    fail: (error: unknown) => failures.push(String(error)),
  } as never);
  const found: Record<string, number> = {};
  const types: Record<string, string> = {};
  for (const { family, values, labels } of samples.close(() => undefined)) {
    types[family.name] = family.type;
    for (const [i, value] of values.entries()) found[`${family.name}${labels[i] ? `{${labels[i]}}` : ''}`] = value;
  }
  return { found, types, failures };
}

const ok = '# TYPE jobs_total counter\njobs_total{b="2",a="1"} 3\n';

describe('what scripts wrote', () => {
  test('samples with their types, and when each file was written', async () => {
    const folder = folderOf({ 'a.prom': ok, 'b.prom': '# TYPE size gauge\nsize 1e3\nplain NaN\n', 'c.txt': 'x' });
    utimesSync(`${folder}/a.prom`, 1000, 1000);
    utimesSync(`${folder}/b.prom`, 2000, 2000);
    const { found, types, failures } = await textfilesOf([folder]);
    expect(failures).toEqual([]);
    expect(found).toEqual({
      'jobs_total{a="1",b="2"}': 3,
      size: 1000,
      plain: Number.NaN,
      [`node_textfile_mtime_seconds{file="${folder}/a.prom"}`]: 1000,
      [`node_textfile_mtime_seconds{file="${folder}/b.prom"}`]: 2000,
      node_textfile_scrape_error: 0,
    });
    expect(types).toMatchObject({ jobs_total: 'counter', size: 'gauge', plain: 'unknown' });
  });

  test('no directory, nothing said', async () => {
    expect(await textfilesOf([])).toEqual({ found: {}, types: {}, failures: [] });
  });

  test.each([
    ['no exposition', 'what is this\n', /line 1 is not a sample/],
    ['a timestamp', 'x 1 1700000000000\n', /line 1 has a timestamp/],
    ['a timestamp after labels', 'x{a="} 1 2"} 1 1700000000000\n', /line 1 has a timestamp/],
    ["a metric of the exporter's", 'node_load1 1\n', /node_load1 is a metric that this exporter has itself/],
    ['a series twice', 'y{a="1",b="2"} 1\ny{b="2",a="1"} 2\n', /a series that is there already/],
    ["another file's series", 'jobs_total{a="1",b="2"} 3\n', /jobs_total is unknown here and counter in another file/],
    ['too many bytes', `# ${'x'.repeat(1024 * 1024)}\n`, /has more than 1048576 bytes/],
  ])('a file with %s hurts itself alone', async (_, text, reason) => {
    const { found, failures } = await textfilesOf([folderOf({ 'a.prom': ok, 'z.prom': text })]);
    expect(failures).toEqual([expect.stringMatching(reason)]);
    expect(failures[0]).toContain('z.prom');
    expect(found).toMatchObject({ 'jobs_total{a="1",b="2"}': 3, node_textfile_scrape_error: 1 });
    expect(Object.keys(found)).toHaveLength(3);
  });

  test('neither a pipe nor a directory is waited for', async () => {
    const folder = folderOf({ 'a.prom': ok });
    execFileSync('mkfifo', [`${folder}/pipe.prom`]);
    mkdirSync(`${folder}/dir.prom`);
    symlinkSync('/no/such/file', `${folder}/link.prom`);
    const { found, failures } = await textfilesOf([folder]);
    expect(failures.map((text) => /(\w+)\.prom/.exec(text)?.[1])).toEqual(['dir', 'link', 'pipe']);
    expect(found['jobs_total{a="1",b="2"}']).toBe(3);
  });

  test('a directory that is not there is an error', async () => {
    const { found, failures } = await textfilesOf(['/no/such/directory']);
    expect(failures).toEqual([expect.stringContaining('/no/such/directory')]);
    expect(found).toEqual({ node_textfile_scrape_error: 1 });
  });

  test('so many bytes and no more, of all files together', async () => {
    const file = `# ${'x'.repeat(1_000_000)}\nsize_N 1\n`;
    const files = Array.from({ length: 6 }, (_, i) => [`${i}.prom`, file.replace('N', String(i))]);
    const { found, failures } = await textfilesOf([folderOf(Object.fromEntries(files))]);
    expect(Object.keys(found).filter((name) => name.startsWith('size_'))).toEqual([
      'size_0',
      'size_1',
      'size_2',
      'size_3',
    ]);
    expect(failures).toHaveLength(2);
  });
});

test("a histogram's series keep the help of their family", () => {
  const text =
    '# HELP d How long.\n# TYPE d histogram\nd_bucket{le="1"} 1\nd_bucket{le="+Inf"} 2\nd_sum 3\nd_count 2\n';
  const { families } = parseTextfile(text, '/a.prom');
  expect([...families.values()].map(({ name, help, type }) => `${name}: ${help} ${type}`)).toEqual([
    'd_bucket: How long. unknown',
    'd_sum: How long. unknown',
    'd_count: How long. unknown',
  ]);
  expect(parseTextfile('x 1\n', '/a.prom').families.get('x')?.help).toBe('Metric read from /a.prom');
});

test('globs stand for directories, as in a shell', async () => {
  const root = emptyFolder();
  for (const name of ['b1/textfile', 'b2/textfile', 'c/textfile', '.hidden/textfile', 'b3']) {
    mkdirSync(`${root}/${name}`, { recursive: true });
  }
  const shell = (glob: string) => execFileSync('sh', ['-c', `printf '%s\\n' ${root}/${glob}`], { encoding: 'utf8' });
  for (const glob of ['*', 'b?/textfile', 'b[12]/textfile', '[!b]*/textfile', '*1/textfile']) {
    const expected = shell(glob).trim().split('\n');
    const found = await expandGlob(`${root}/${glob}`);
    // What comes after the last pattern is looked for when it is read.
    expect(found.filter((path) => !path.endsWith('b3/textfile'))).toEqual(expected);
  }
  expect(await expandGlob('/no/such/place')).toEqual(['/no/such/place']);
  expect(await expandGlob(`${root}/none*/x`)).toEqual([]);
});
