import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dashboardFiles } from './dashboard-files.js';

const directory = new URL('../../alerts/', import.meta.url);
const rules = readdirSync(directory)
  .filter((file) => file.endsWith('.yml'))
  .map((file) => readFileSync(new URL(file, directory), 'utf8'))
  .join('\n');

test('alerts lead to dashboards that are there, and set variables that they have', () => {
  const links = [...rules.matchAll(/^ *dashboard: '?\/d\/([\w-]+)\/?\?(.*)$/gm)];
  expect(links.length).toBe(rules.match(/^ *- alert:/gm)?.length);
  for (const [, uid, parameters = ''] of links) {
    const target = dashboardFiles.find(({ dashboard }) => dashboard.uid === uid)?.dashboard;
    const variables = (target?.templating.list ?? []).map(({ name }) => name);
    const set = [...parameters.matchAll(/var-(\w+)=/g)].map(([, name]) => name);
    expect(variables, uid).toEqual(expect.arrayContaining(set));
  }
});
