import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { test as base, expect } from 'vitest';
import { lacking, missingCommand } from '../support/real/requirements.js';
import { alertmanagerExample, alertsDirectory, promtoolFiles, ruleFiles } from './rule-files.js';

const run = promisify(execFile);

// promtool computes every rule for every minute of every test, which takes a while on a busy machine.
const timeout = 300_000;

const test = base.skipIf(lacking('alert rules', [missingCommand('promtool', 'prometheus')]));
const alertmanagerTest = base.skipIf(
  lacking("Alertmanager's example", [missingCommand('amtool', 'prometheus-alertmanager')]),
);

test.each(ruleFiles.map((path) => [basename(path), path]))('%s satisfies promtool', { timeout }, async (_, path) => {
  const { stdout } = await run('promtool', ['check', 'rules', path]);
  expect(stdout).toMatch(/SUCCESS: \d+ rules found/);
});

test('Prometheus takes the whole folder, as its documentation says', { timeout }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'prometheus-config-'));
  const config = join(directory, 'prometheus.yml');
  writeFileSync(config, JSON.stringify({ rule_files: [`${alertsDirectory}/*.yml`] }));
  const { stdout } = await run('promtool', ['check', 'config', config]).finally(() =>
    rmSync(directory, { recursive: true }),
  );
  expect(stdout.match(/SUCCESS: \d+ rules found/g)).toHaveLength(ruleFiles.length);
});

test.each(promtoolFiles.map((path) => [basename(path), path]))(
  'alerts fire, and do not, as promtool/%s says',
  { timeout },
  async (_, path) => {
    const { stdout } = await run('promtool', ['test', 'rules', path]);
    expect(stdout).toContain('SUCCESS');
  },
);

alertmanagerTest('Alertmanager takes the example', { timeout }, async () => {
  const { stdout } = await run('amtool', ['check-config', alertmanagerExample]);
  expect(stdout).toContain('SUCCESS');
});
