import { expect, test } from 'vitest';
import { cadvisor } from '../../src/migration/peers.js';
import { collectorFlags, forAlerts, forAll, keepRule, sizes } from './keep-list.js';
import { cadvisorFamilies, cadvisorTable, nodeExporterTable, unexplained } from './migration-tables.js';
import { withSections } from './sections.js';

/** The tables of the pages for those who move here, which `npm run update` writes. */

test('docs/migrate-from-cadvisor.md says of each family where it is', async () => {
  const page = withSections('docs/migrate-from-cadvisor.md', { families: cadvisorTable() });
  await expect(page).toMatchFileSnapshot('../../docs/migrate-from-cadvisor.md');
});

test('each family of cAdvisor is here, or has a reason', () => {
  expect(cadvisorFamilies.length).toBeGreaterThan(100);
  expect(unexplained(cadvisor, cadvisorFamilies)).toEqual([]);
});

test('docs/migrate-from-node_exporter.md says of each family where it is', async () => {
  const page = withSections('docs/migrate-from-node_exporter.md', { families: nodeExporterTable() });
  await expect(page).toMatchFileSnapshot('../../docs/migrate-from-node_exporter.md');
});

test('docs/lean.md keeps what is read', async () => {
  const page = withSections('docs/lean.md', {
    sizes: sizes(),
    'keep all': `${keepRule(forAll)}\n`,
    'keep alerts': `${keepRule(forAlerts)}\n`,
    'flags all': `${collectorFlags(forAll)}\n`,
    'flags alerts': `${collectorFlags(forAlerts)}\n`,
  });
  await expect(page).toMatchFileSnapshot('../../docs/lean.md');
});

test('what alerts need is some of what all need, and collectors that are off by default too', () => {
  expect(forAll.families).toEqual(expect.arrayContaining([...forAlerts.families]));
  expect(forAlerts.families).toContain('container_last_seen');
  expect(forAll.families.length).toBeGreaterThan(forAlerts.families.length);
});
