import { describe, expect, it } from 'vitest';
import { soak } from '../soak/soak.js';
import { connectEngine, localDockerHost } from '../support/real/engine.js';
import { missingBusybox } from '../support/real/images/busybox-image.js';
import { lacking, missingEngine, missingRoot } from '../support/real/requirements.js';

const missing = [missingRoot(), missingBusybox(), await missingEngine(connectEngine(localDockerHost))];

/** The short form of `npm run soak`. */
describe.skipIf(lacking('soak', missing))('half a minute of churn', () => {
  it('shows nothing that the kernel did not say', async () => {
    const { scrapes, checks, containers, wrong } = await soak({ seconds: 30 });
    console.info(`${scrapes} scrapes, ${checks} checks, ${containers} containers`);
    const examples = new Map(wrong.map(({ kind, text }) => [kind, text]));
    expect([...examples].map(([kind, text]) => `${kind}: ${text}`)).toEqual([]);
    expect(scrapes).toBeGreaterThan(5);
    expect(checks).toBeGreaterThan(1000);
    expect(containers).toBeGreaterThan(50);
  });
});
