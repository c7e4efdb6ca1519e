import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type BrowserOptions, missingChromium, openPage, type WatchedPage } from '../support/page/browser.js';
import { type Front, startFront } from '../support/page/front.js';
import { longestTask } from '../support/page/longest-task.js';
import { answerForMany } from '../support/page/many-containers.js';
import { type ServingExporter, serveExporter } from '../support/real/exporter-process.js';
import { lacking } from '../support/real/requirements.js';
import { until } from '../support/until.js';

/** The page in a browser, before recorded containers: 1,000 of them, so that it is known to cope with them. */

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const containers = 1000;
/** Enough for what does not depend on how many there are. */
const few = 200;

describe.skipIf(lacking('the page with many containers', [missingChromium()]))('the page', () => {
  let exporter: ServingExporter;
  let thousand: Front;
  let front: Front;
  beforeAll(async () => {
    exporter = await serveExporter();
    thousand = await startFront(exporter.url, '/', answerForMany(containers));
    front = await startFront(exporter.url, '/', answerForMany(few));
  });
  afterAll(async () => {
    await thousand?.stop();
    await front?.stop();
    await exporter?.stop();
  });

  async function open(hash = '', options: BrowserOptions = {}, { url } = front): Promise<WatchedPage> {
    const opened = await openPage(`${url}${hash}`, options);
    onTestFinished(() => opened.close());
    await opened.page.locator('tr[data-id]').first().waitFor({ timeout: 120_000 });
    return opened;
  }

  test('thinks little longer with 1,000 rows than with 200, whatever is done', async () => {
    const longestWith = async (many: Front) => {
      const { page, asked, complaints } = await open('', {}, many);
      const polls = asked.length;
      const longest = await longestTask(page, async () => {
        for (const column of ['CPU', 'Memory', 'Container'])
          await page.locator('thead button', { hasText: column }).click();
        await page.locator('input[type=search]').pressSequentially('demo-9');
        await page.locator('input[type=search]').fill('');
        for (let i = 0; i < 20; i++) await page.mouse.wheel(0, 1500);
        await page.locator('tr[data-id] button').nth(15).click();
        await page.locator('tr.detail h3').first().waitFor();
        await until('some polls', async () => asked.length >= polls + 4);
      });
      expect(complaints).toEqual([]);
      return longest;
    };
    const [withFew, withMany] = [await longestWith(front), await longestWith(thousand)];
    console.log(`longest task, ms of CPU: ${withFew.cpu} with ${few} rows, ${withMany.cpu} with ${containers}`);
    // Five times the rows. docs/page.md has the milliseconds, which are a machine's.
    expect(withMany.cpu).toBeLessThanOrEqual(3 * withFew.cpu);
  });

  test('makes the rows in sight alone, and says how many there are', async () => {
    const { page } = await open('#sort=name&order=ascending', {}, thousand);
    expect(await page.locator('table').getAttribute('aria-rowcount')).toBe(String(containers + 2));
    expect(await page.locator('tr[data-id]').count()).toBeLessThan(60);
    await page.keyboard.press('End');
    await page.locator('tr[data-id]', { hasText: 'plain' }).waitFor();
    expect(await page.locator('tr[data-id]').count()).toBeLessThan(60);
  });

  test('sorts from the largest down first, and says so', async () => {
    const { page } = await open();
    const header = page.locator('thead th', { hasText: 'Restarts' });
    const name = page.locator('thead th', { hasText: 'Container' });
    expect(await header.getAttribute('aria-sort')).toBeNull();
    await header.locator('button').click();
    expect(await header.getAttribute('aria-sort')).toBe('descending');
    await name.locator('button').click();
    expect(await page.locator('tr[data-id] th button').first().textContent()).toBe('plain');
    await name.locator('button').click();
    expect(await name.getAttribute('aria-sort')).toBe('ascending');
    expect(await page.locator('tr[data-id] th button').first().textContent()).toBe('demo-0');
  });

  test('shows the same where its address is opened again', async () => {
    const first = await open();
    await first.page.locator('thead button', { hasText: 'Memory' }).click();
    await first.page.keyboard.press('/');
    await first.page.keyboard.type('demo-19');
    await first.page.locator('select[aria-label=Groups]').selectOption('project');
    await first.page.locator('tr[data-id] button', { hasText: 'demo-195' }).click();
    await first.page.locator('tr.detail').waitFor();
    const { hash } = new URL(first.page.url());
    const second = await open(hash);
    const shown = (page: Page) => page.locator('tr[data-id] th button').allTextContents();
    expect(await shown(second.page)).toHaveLength(11);
    expect((await shown(second.page)).toSorted()).toEqual((await shown(first.page)).toSorted());
    expect(await second.page.locator('tr.open th button').textContent()).toBe('demo-195');
    expect(await second.page.locator('thead th[aria-sort]').textContent()).toContain('Memory');
    expect(await second.page.locator('tr.group').count()).toBe(1);
  });

  test('is used by keyboard alone', async () => {
    const { page } = await open('#sort=name&order=ascending');
    const focused = () => page.evaluate<string>('document.activeElement.textContent');
    await page.locator('thead button').last().focus();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('demo-0');
    for (let i = 0; i < 60; i++) await page.keyboard.press('ArrowDown');
    // Rows are made as they come into sight, after the keys.
    await page.waitForTimeout(500);
    const there = await focused();
    expect(there).toMatch(/^demo-\d+$/);
    await page.keyboard.press('Enter');
    await page.locator('tr.detail').waitFor();
    expect(await page.locator('tr.open th button').textContent()).toBe(there);
    await page.keyboard.press('Escape');
    await page.locator('tr.detail').waitFor({ state: 'detached' });
    expect(await focused()).toBe(there);
    await page.keyboard.press('/');
    expect(await page.evaluate<string>('document.activeElement.type')).toBe('search');
  });

  test('polls only while it is seen', async () => {
    const { page, asked } = await open();
    const setVisibility = (state: string) =>
      page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));`);
    await setVisibility('hidden');
    await page.waitForTimeout(2000);
    const before = asked.length;
    await page.waitForTimeout(12_000);
    expect(asked.length).toBe(before);
    await setVisibility('visible');
    await until('another poll', async () => asked.length > before, { seconds: 3 });
  });

  const views = ['', '#open=demo-7', '#view=disk', '#group=project&stopped='];
  const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
    [360, 1280, 2560].map((width) => ({ colorScheme, width })),
  );
  test.each(looks)('can be read by all, $colorScheme at $width pixels', async ({ colorScheme, width }) => {
    const { page, complaints } = await open('', { colorScheme, viewport: { width, height: 900 } });
    for (const view of views) {
      await page.goto(`${front.url}${view}`);
      await page.waitForTimeout(300);
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(overflow, `${view} is not wider than the window`).toBeLessThanOrEqual(0);
      // By evaluation, which the page's own policy does not hold up.
      await page.evaluate(axe);
      const { violations } = await page.evaluate<AxeResults>('axe.run()');
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      const said = serious.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => ({ id, html, failureSummary })),
      );
      expect(said, view).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });
});
