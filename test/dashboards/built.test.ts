import { expect, test } from 'vitest';
import { buildDashboards, render } from '../../dashboards/source/dashboards.js';
import { dashboardFiles } from './dashboard-files.js';

const built = buildDashboards();

test('dashboards/*.json is what the source builds (npm run dashboards)', () => {
  expect(dashboardFiles.map(({ name }) => name).sort()).toEqual(Object.keys(built).sort());
  for (const { name, text } of dashboardFiles) {
    const dashboard = built[name];
    expect(text).toBe(dashboard && render(dashboard));
  }
});
