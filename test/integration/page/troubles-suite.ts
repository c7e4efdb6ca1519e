import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Finding } from '../../../src/diagnosis/finding.js';
import { openPage, type WatchedPage } from '../../support/page/browser.js';
import { repository } from '../../support/real/repository.js';
import { type Stage, setStage } from '../../support/real/stage.js';
import type { TestHost } from '../../support/real/vm/test-host.js';
import { until } from '../../support/until.js';
import { troubled } from '../alerts/workloads.js';

const troubles = ['throttled', 'forwarding', 'forking', 'crashing', 'unhealthy'] as const;
/** The first one asks in three parts for who is there. */
const polls = (opened: WatchedPage) => opened.asked.filter((path) => path.includes('collect[]=state')).length;
const headings = (page: Page) => page.locator('section.problems > ul h3').allTextContents();

export interface TroublesOptions {
  readonly startHost: () => Promise<TestHost>;
  /** How long the page may take for two polls; they take longer than their interval in an emulated machine. */
  readonly seconds: number;
  /** Runs a script of bash as root on that host, where the repository has the same path. */
  readonly shell: (script: string) => Promise<string>;
  /** Whether that host's kernel says which containers wait: cgroup v2 does. */
  readonly pressure?: boolean;
}

/** What the doctor says of each. */
const findings: Readonly<Record<(typeof troubles)[number], string>> = {
  throttled: 'ContainerCPUThrottlingHigh',
  forwarding: 'ContainerProcessOOMKilled',
  forking: 'ContainerPidsLimitHit',
  crashing: 'ContainerRestarting',
  unhealthy: 'ContainerUnhealthy',
};

/** The page and the doctor beside real containers in trouble, on one host. */
export function describeTroubles({ startHost, seconds, shell, pressure }: TroublesOptions): void {
  let stage: Stage;
  let opened: WatchedPage;
  const names = new Map<string, string>();

  beforeAll(async () => {
    stage = await setStage(await startHost());
    const wanted = troubled(5, '').filter(({ name }) => troubles.some((trouble) => trouble === name));
    for (const workload of wanted) {
      const container = await stage.start(workload);
      names.set(workload.name, container.getName().replace(/^\//, ''));
    }
    const hostile = { 'com.docker.compose.project': '<img src=x onerror=document.title=1>' };
    names.set(
      'hostile',
      (await stage.start({ name: 'hostile', script: 'echo ready; exec sleep 100000', labels: hostile }))
        .getName()
        .slice(1),
    );
    await until('all are in trouble', async () => {
      const exposition = await stage.scrape();
      const value = (metric: string, name: string, labels = {}) =>
        exposition.value(metric, { name: names.get(name) ?? '', ...labels }) ?? 0;
      return (
        value('container_memory_events_oom_kill_total', 'forwarding') > 0 &&
        value('container_pids_limit_hits_total', 'forking') > 0 &&
        value('container_restarts_total', 'crashing') > 3 &&
        value('container_health_status', 'unhealthy', { status: 'unhealthy' }) === 1
      );
    });
    opened = await openPage(`${stage.host.exporterUrl}/`);
  });
  afterAll(async () => {
    await opened?.close();
    await stage?.close();
  });

  const named = async (trouble: string) =>
    (await headings(opened.page)).some((heading) => heading.includes(names.get(trouble) ?? '?'));

  test('names each trouble within two polls after the first, above all else', async () => {
    await until('all are named', async () => (await Promise.all(troubles.map(named))).every(Boolean), { seconds });
    expect(polls(opened)).toBeLessThanOrEqual(3 + 2);
    const problems = await opened.page.locator('section.problems').boundingBox();
    const table = await opened.page.locator('table').boundingBox();
    expect(problems?.y).toBeLessThan(table?.y ?? 0);
    // The troubled come first in the table too.
    const rows = await opened.page.locator('tr[data-id]').allTextContents();
    const first = rows.slice(0, troubles.length).join();
    expect(troubles.filter((trouble) => !first.includes(names.get(trouble) ?? '?'))).toEqual([]);
  });

  test('leads from a problem to the row, which says more and has the command', async () => {
    await opened.page.locator('section.problems h3 a', { hasText: names.get('forking') ?? '?' }).click();
    const detail = opened.page.locator('tr.detail');
    await detail.locator('h3', { hasText: 'Limits' }).waitFor();
    expect(await detail.textContent()).toContain('Threads at most20');
    expect(new URL(opened.page.url()).hash).toContain(`open=${names.get('forking')}`);
    await opened.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await detail.locator('.problem button', { hasText: 'Copy' }).first().click();
    const copied = await opened.page.evaluate<string>('navigator.clipboard.readText()');
    expect(copied).toBe(await detail.locator('.problem code').first().textContent());
    expect(copied).toContain(names.get('forking'));
  });

  test('shows labels as text', async () => {
    await opened.page.locator('input[type=search]').fill('onerror');
    await opened.page.locator('tr[data-id]', { hasText: '<img src=x onerror=document.title=1>' }).waitFor();
    await opened.page.locator('tr[data-id] button').first().click();
    await opened.page.locator('tr.detail', { hasText: '<img src=x onerror=document.title=1>' }).waitFor();
    expect(await opened.page.locator('img').count()).toBe(0);
    expect(await opened.page.title()).toBe('container-exporter');
    await opened.page.locator('input[type=search]').fill('');
  });

  // Each looks twice: a minute for each look in an emulated machine.
  test('the doctor of that host names the same, for people and for programs', { timeout: 8 * 60_000 }, async () => {
    const doctor = (format: string) =>
      shell(`cd ${repository} && node dist/main.js doctor --interval=5s --format=${format} || echo "ended with $?"`);
    const people = await doctor('text');
    for (const name of troubles)
      expect(people).toMatch(new RegExp(`^(?:CRITICAL|WARNING) +${names.get(name)} |${names.get(name)} was OOM`, 'm'));
    expect(people).toMatch(
      /^\d+ critical, .* checks made on \d+ containers and the host, in two looks [\d.]+ s apart\.$/m,
    );
    expect(people.trimEnd()).toMatch(/\nended with 1$/);

    const [json = ''] = (await doctor('json')).split(/^ended with 1$/m);
    const told = JSON.parse(json) as {
      readonly findings: readonly Finding[];
      readonly checks: readonly { readonly id: string; readonly coverage: string }[];
    };
    const said = new Set(told.findings.map(({ id, container }) => `${id} ${container?.name}`));
    expect(troubles.filter((name) => !said.has(`${findings[name]} ${names.get(name)}`))).toEqual([]);
    const coverage = new Map(told.checks.map((check) => [check.id, check.coverage]));
    expect(coverage.get('ContainerUnhealthy')).toBe('made');
    if (pressure) expect(coverage.get('ContainerMemoryPressure')).toBe('made');
  });

  test('forgets each trouble within two polls after it is gone', async () => {
    const { docker } = stage.host;
    for (const trouble of troubles) await docker.getContainer(names.get(trouble) ?? '').remove({ force: true });
    const before = polls(opened);
    await until('none is named', async () => !(await Promise.all(troubles.map(named))).some(Boolean), { seconds });
    // One may have been under way when the last container went.
    expect(polls(opened) - before).toBeLessThanOrEqual(3);
  });

  test('asks nobody else and has nothing to complain of', () => {
    expect(opened.complaints).toEqual([]);
  });
}
