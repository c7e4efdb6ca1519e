import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { withAddresses } from '../../release/rules.js';
import { repository } from '../support/real/repository.js';

const directory = join(repository, 'alerts');
const files = readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'));

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { readonly annotations?: Record<string, string> }[] }[];
}

test('every alert gets the addresses, and nothing else changes', () => {
  const addresses = { runbookUrl: 'https://git.example.org/blob/main/', grafanaUrl: 'https://grafana.example.org' };
  let seen = 0;
  for (const text of files) {
    const made = withAddresses(text, addresses);
    const before = (parse(text) as RuleFile).groups.flatMap(({ rules }) => rules);
    const after = (parse(made) as RuleFile).groups.flatMap(({ rules }) => rules);
    expect(after.map((rule) => ({ ...rule, annotations: undefined }))).toEqual(
      before.map((rule) => ({ ...rule, annotations: undefined })),
    );
    after.forEach(({ annotations }, i) => {
      if (annotations === undefined) return;
      seen++;
      const { runbook_url: path, dashboard, ...others } = before[i]?.annotations ?? {};
      expect(annotations).toEqual({
        ...others,
        runbook_url: `https://git.example.org/blob/main/${path}`,
        dashboard: `https://grafana.example.org${dashboard}`,
      });
    });
    expect(made.split('\n').length).toBe(text.split('\n').length);
  }
  expect(seen).toBeGreaterThan(30);
});

test('without an address the files stay as they are', () => {
  for (const text of files) expect(withAddresses(text, {})).toBe(text);
});

test.each(['example.org', 'ftp://example.org', "https://example.org/'", 'https://example.org/{{ x }}'])(
  '%s is refused by the name of its flag',
  (text) => {
    expect(() => withAddresses('', { runbookUrl: text })).toThrow(/^--runbook-url: '.*' is no address/);
    expect(() => withAddresses('', { grafanaUrl: text })).toThrow(/^--grafana-url/);
  },
);
