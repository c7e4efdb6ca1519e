import { expect, test } from 'vitest';
import { exposeRecordedHost, goldenFile, recordedHosts } from '../support/recorded-host.js';

/**
 * Whole expositions of recorded hosts, all collectors on. A change of one is reviewed as a diff; `npm run update`
 * rewrites them.
 */

const cases = recordedHosts.flatMap((host) => (['text', 'openmetrics'] as const).map((format) => ({ host, format })));

test.each(cases)('$host.name, $format', async ({ host, format }) => {
  const exposition = await exposeRecordedHost(host, format);
  expect(exposition).toMatch(format === 'openmetrics' ? /\n# EOF\n$/ : /\n$/);
  await expect(exposition).toMatchFileSnapshot(goldenFile(host, format));
});
