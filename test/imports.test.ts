import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
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

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
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
  expect(crossings(/^wire-exporter\.ts$/, /^scrape\.ts$/)).toEqual(['wire-exporter.ts -> scrape.ts']);
});

describe('walls', () => {
  test.each([
    ['exporters read files through kernel/ alone', /^exporters\//, /^node:/],
    ['no client library for Docker, which costs more than it saves', /./, /^dockerode$/],
    ['parsers do no IO', /^kernel\/parse\//, /^node:/],
    ['parsers know parsers, types and errors', /^kernel\/parse\//, /^(?!kernel\/)/],
    ['the kernel is read without knowing containers, samples or HTTP', /^kernel\//, /^(?!kernel\/|node:)/],
    ['exposition knows only itself', /^exposition\//, /^(?!exposition\/|node:)/],
    ['discovery knows no exporters, scrape or HTTP', /^discovery\//, /^(?:exporters|scrape|http|cli|server|main)/],
    ['exporters know no scrape or HTTP', /^exporters\//, /^(?:scrape|http|cli|server|main|config)/],
    ['the scrape knows no HTTP', /^scrape/, /^(?:http|cli|server|main|express)/],
    ['express is the server alone', /^(?!server\.ts|http\/)/, /^express$/],
    ['prom-client holds our own instruments alone', /^(?!self-metrics\.ts|prom-client)/, /^prom-client/],
    [
      'the web configuration knows HTTP and TLS alone',
      /^web-config\//,
      /^(?!web-config\/|node:|yaml$|bcryptjs$|pino$)/,
    ],
    ['yaml and bcryptjs are the web configuration alone', /^(?!web-config\/)/, /^(?:yaml|bcryptjs)$/],
    [
      "the proxy of Docker's API knows little more than itself",
      /^docker-proxy\//,
      /^(?!docker-proxy\/|node:|config\.ts|http\/listen\.ts|discovery\/(?:docker-(?:errors|host|json|request)|label-filter)\.ts|pino$)/,
    ],
    ['nobody loads the proxy but its own command', /^(?!docker-proxy\/|cli)/, /^docker-proxy\//],
    ['nobody imports main', /./, /^main\.ts$/],
  ])('%s', (_, from, to) => expect(crossings(from, to)).toEqual([]));
});

test('main.ts alone touches the process', () => {
  const users = files.filter((file) =>
    /\bprocess\.(?:env|argv|exit|on|once|stdout|stderr|pid|cwd)\b/.test(readFileSync(join(source, file), 'utf8')),
  );
  expect(users).toEqual(['main.ts']);
});
