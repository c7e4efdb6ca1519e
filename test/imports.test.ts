import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** The walls between the parts: imports run one way (docs/architecture.md). */

const source = fileURLToPath(new URL('../src', import.meta.url));

interface Import {
  readonly from: string;
  /** Relative to src, or a package's name. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(join(source, file), 'utf8');
  return [...text.matchAll(/^(?:import|export) (type )?[^;]*? ?from '([^']+)';/gm)].map(([, typeOnly, to = '']) => ({
    from: file,
    to: to.startsWith('.') ? normalize(join(dirname(file), to)).replace(/\.js$/, '.ts') : to,
    typeOnly: typeOnly !== undefined,
  }));
});

const crossings = (from: RegExp, to: RegExp) =>
  imports.filter((i) => from.test(i.from) && to.test(i.to)).map((i) => `${i.from} -> ${i.to}`);

test('the imports of all files are seen', () => {
  expect(imports.length).toBeGreaterThan(files.length);
  expect(crossings(/^commands\/serve\.ts$/, /^http\/app\.ts$/)).toEqual(['commands/serve.ts -> http/app.ts']);
});

/** What each part may import beside itself and Node.js; everything else is a crossing. */
const floors: Readonly<Record<string, RegExp>> = {
  async: /^$/,
  kernel: /^async\//,
  exposition: /^$/,
  diagnosis: /^exposition\/text-reader\.ts$/,
  migration: /^exposition\/text-reader\.ts$/,
  page: /^(?:diagnosis\/|exposition\/text-reader\.ts$|preact(?:\/|$))/,
  discovery: /^(?:kernel|exposition|async)\/|^pino$/,
  'service-discovery': /^discovery\/|^exposition\/labels\.ts$|^pino$/,
  exporters: /^(?:kernel|exposition|discovery|async)\//,
  scrape: /^(?:kernel|exposition|discovery|exporters|async)\/|^config\.ts$|^pino$|^prom-client/,
  http: /^(?:scrape|service-discovery|exporters|exposition|kernel|async)\/|^config\.ts$|^(?:pino|express)$|^(?:yaml|bcryptjs)$/,
  'docker-proxy':
    /^(?:async\/|config\.ts$|http\/listen\.ts$|discovery\/docker\/(?:address|answer-error|daemon-request|events|json\/(?:json|json-elements|read-body))\.ts$|discovery\/identity\.ts$|pino$)/,
};

describe('imports run one way', () => {
  test.each(Object.entries(floors))('%s', (part, allowed) => {
    expect(files.filter((file) => file.startsWith(`${part}/`))).not.toEqual([]);
    const own = imports.filter(({ from }) => from.startsWith(`${part}/`));
    const strange = own.filter(({ to }) => !to.startsWith(`${part}/`) && !to.startsWith('node:') && !allowed.test(to));
    expect(strange.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });
});

describe('walls within the parts', () => {
  test.each([
    ['collectors read files through kernel/ alone', /^exporters\//, /^node:/],
    [
      'targets are made without IO',
      /^service-discovery\/(?!service-discovery\.ts)/,
      /^(?:node:(?!net$)|pino$|discovery\/(?!docker\/endpoints\/(?:running-container|listed-network)\.ts$))/,
    ],
    ['text is scanned without IO', /^kernel\/text\//, /^(?!kernel\/(?:text\/|errors))/],
    [
      'the diagnosis runs in browsers',
      /^(?:diagnosis\/|exposition\/text-reader\.ts)/,
      /^(?!diagnosis\/|exposition\/text-reader\.ts$)/,
    ],
    ['the page runs in browsers, and nothing else loads it', /^(?!page\/)/, /^(?:page\/|preact)/],
    ['express is the HTTP side alone', /^(?!http\/)/, /^express$/],
    ['prom-client holds our own instruments alone', /^(?!scrape\/(?:self-metrics|prom-client))/, /^prom-client/],
    [
      'the web configuration knows HTTP and TLS alone',
      /^http\/web-config\//,
      /^(?!http\/web-config\/|node:|yaml$|bcryptjs$|pino$)/,
    ],
    ['yaml and bcryptjs are the web configuration alone', /^(?!http\/web-config\/)/, /^(?:yaml|bcryptjs)$/],
    ['nobody loads the proxy but its own command', /^(?!docker-proxy\/|cli\/|main)/, /^docker-proxy\//],
    ['no client library for Docker, which costs more than it saves', /./, /^dockerode$/],
    ['nobody imports main', /./, /^main\.ts$/],
  ])('%s', (_, from, to) => expect(crossings(from, to)).toEqual([]));
});

describe('the plan shows in the tree', () => {
  test('no file name stands for two things', () => {
    const names = files.map((file) => basename(file));
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test('no folder is flat with more than some 15 files, no file longer than 220 lines', () => {
    const folders = new Map<string, number>();
    for (const file of files) folders.set(dirname(file), (folders.get(dirname(file)) ?? 0) + 1);
    expect([...folders].filter(([, count]) => count > 17)).toEqual([]);
    const long = files.filter((file) => readFileSync(join(source, file), 'utf8').split('\n').length > 221);
    expect(long).toEqual([]);
  });
});

test('main.ts alone touches the process, and the child that is a process of its own', () => {
  const users = files.filter((file) =>
    /\bprocess\.(?:env|argv|exit|on|once|stdout|stderr|pid|cwd)\b/.test(readFileSync(join(source, file), 'utf8')),
  );
  expect(users.toSorted()).toEqual(['kernel/fs/statfs-child.ts', 'main.ts']);
});
