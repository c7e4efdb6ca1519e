import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allFamilies } from '../../src/catalogue.js';
import { parseWebConfig } from '../../src/http/web-config/parse-web-config.js';
import { pageExamples } from '../support/page-examples.js';
import { repository } from '../support/real/repository.js';

/** What pages name is there. */

const page = (name: string) => readFileSync(join(repository, name), 'utf8');
const all = (text: string, pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, found = '']) => found))];

describe('CONTRIBUTING.md', () => {
  const text = page('CONTRIBUTING.md');

  test('names scripts of package.json', () => {
    const { scripts } = JSON.parse(page('package.json')) as { scripts: Record<string, string> };
    const named = all(text, /npm run ([\w:]+)/g);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  test('names files that are there, but for those that its reader makes', () => {
    const made = [
      'src/exporters/container/cgroup-tree.ts',
      'test/fixtures/my-host',
      'test/fixtures/v2-systemd/cgroup/...',
    ];
    const named = all(text, /\b((?:src|test|docs|alerts|dashboards|bench|deploy)\/[\w./-]*[\w/])/g);
    expect(named.length).toBeGreaterThan(20);
    expect(
      named.filter((path) => !existsSync(join(repository, path)) && !made.some((one) => one.startsWith(path))),
    ).toEqual([]);
  });
});

describe('docs/troubleshooting.md', () => {
  const text = page('docs/troubleshooting.md');

  test('names metrics of the catalogue', () => {
    const names = allFamilies().map((family) => ('template' in family ? family.template : family.name));
    const named = all(text, /`((?:container|node|docker)_\w+\*?)[`{]/g);
    expect(named.length).toBeGreaterThan(20);
    const strange = named.filter((name) =>
      name.endsWith('*') ? !names.some((known) => known.startsWith(name.slice(0, -1))) : !names.includes(name),
    );
    expect(strange).toEqual([]);
  });

  test('leads to headings that are there', () => {
    const anchors = (name: string) =>
      all(page(name), /^#+ (.*)$/gm).map((heading) =>
        heading
          .toLowerCase()
          .replace(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
      );
    for (const [, file = '', anchor = ''] of text.matchAll(/\]\(([\w./-]*)#([\w-]+)\)/g)) {
      expect(anchors(`docs/${file || 'troubleshooting.md'}`), `${file}#${anchor}`).toContain(anchor);
    }
  });
});

describe('docs/web-configuration.md', () => {
  test('shows a file that this exporter takes, with a hash in the place of the dots', () => {
    const [example = ''] = pageExamples('docs/web-configuration.md');
    const text = example.replace('$2y$10$...', `$2y$10$${'a'.repeat(53)}`);
    const { config, problems } = parseWebConfig(text);
    expect(problems).toEqual([]);
    expect([...config.users.keys()]).toEqual(['prometheus']);
  });
});
