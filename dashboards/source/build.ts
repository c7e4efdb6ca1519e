import { writeFileSync } from 'node:fs';
import { buildDashboards, render } from './dashboards.js';

/** Writes all dashboards: npm run dashboards. */
for (const [name, dashboard] of Object.entries(buildDashboards())) {
  writeFileSync(new URL(`../${name}.json`, import.meta.url), render(dashboard));
}
