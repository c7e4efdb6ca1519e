import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../support/real/repository.js';

/** Links of the pages to each other lead to files and headings that are there. */

const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: repository, encoding: 'utf8' }).trim().split('\n');
const read = (page: string) => readFileSync(join(repository, page), 'utf8').replace(/^```[\s\S]*?^```$/gm, '');

/** As GitHub and GitLab make them of headings. */
const anchors = (page: string) =>
  [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );

test.each(pages)('%s links to what is there', (page) => {
  const broken = [...read(page).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].filter(
    ([, path = '', anchor]) => {
      const target = path ? normalize(join(dirname(page), path)) : page;
      if (!existsSync(join(repository, target))) return true;
      return anchor !== undefined && !anchors(target).includes(anchor);
    },
  );
  expect(broken.map(([link]) => link)).toEqual([]);
});
