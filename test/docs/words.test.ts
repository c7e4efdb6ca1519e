import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repository } from '../support/real/repository.js';

/** Words that only we used, and what everybody says. They stay away from texts and comments alike. */
const ours: readonly (readonly [RegExp, string])[] = [
  [/\banew\b/i, 'again, re-created, restarted'],
  [/\bdear(er)?\b/i, 'expensive'],
  [/\bmend(s|ed|ing)?\b/i, 'fix'],
  [/\bseldom\b/i, 'rarely'],
  [/\boftener\b/i, 'more often'],
  [/\bleave to (enter|read|look)\b/i, 'permission to'],
  [/\bat that moment\b/i, 'current'],
  [/\bwho may (write|read|ask|scrape|reach)\b/i, 'anyone who can'],
  [/\b(bear|bears|bore) (it|them|that)\b/i, 'cope with, afford'],
];

const files = execFileSync('git', ['ls-files'], { cwd: repository, encoding: 'utf8' })
  .split('\n')
  .filter((name) => /\.(md|tsx?|ya?ml|json|sh|service|conf)$/.test(name))
  .filter((name) => !/^test\/(fixtures|golden)\/|^package-lock|words\.test\.ts$/.test(name));

/** In pages, beside tables that are generated or measured, and examples. */
const inPages: readonly (readonly [RegExp, string])[] = [
  [/\b(tells|(is|are|was) told)\b/i, 'reports, shows, says'],
  [/\b(asks(?! of)|asked)\b/i, 'requests, queries'],
  [/\bby itself\b/i, 'alone, automatically'],
  [/\bwho may\b/i, 'anyone who can'],
  [/\b(that which|shall)\b/i, 'what, should'],
  [/\bgo(es)? on\b/i, 'keeps'],
  [/\b(people|users) know\b/i, 'established'],
];
const pages = files.filter((name) => /^(docs\/[^/]+|dashboards\/README|[A-Z]+)\.md$/.test(name));
const written = (name: string) =>
  readFileSync(join(repository, name), 'utf8')
    .replace(/<!-- (begin|measured)[\s\S]*?<!-- end/g, '')
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(/(?<=\n\n)(?: {4}.*\n)+/g, '');

describe('pages', () => {
  test.each(inPages)('have another word for %s', (word) => {
    const found = pages
      .filter((name) => name !== 'docs/metrics.md')
      .flatMap((name) =>
        written(name)
          .split('\n')
          .flatMap((line) => (word.test(line) ? [`${name}: ${line.trim()}`] : [])),
      );
    expect(found).toEqual([]);
  });
});

describe('texts and comments', () => {
  test.each(ours)('have another word for %s', (word) => {
    const found = files.flatMap((name) =>
      readFileSync(join(repository, name), 'utf8')
        .split('\n')
        .flatMap((line, i) => (word.test(line) ? [`${name}:${i + 1}: ${line.trim()}`] : [])),
    );
    expect(found).toEqual([]);
  });
});
