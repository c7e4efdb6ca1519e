import { expect, test } from 'vitest';
import { metricsPage } from './metrics-page.js';

test('docs/metrics.md says what the catalogue says', async () => {
  await expect(metricsPage()).toMatchFileSnapshot('../../docs/metrics.md');
});
