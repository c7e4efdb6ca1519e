import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';
import { repository } from '../support/real/repository.js';
import { lacking, missingCommand } from '../support/real/requirements.js';

const test = base.skipIf(lacking('systemd units', [missingCommand('systemd-analyze', 'systemd')]));

/** Mistakes are told on stderr, and are no failure. */
function analyze(...args: string[]): string {
  const cwd = join(repository, 'deploy/systemd');
  const { stdout, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8', cwd });
  return `${stdout}${stderr}`;
}

test.each([
  // Of 10 for a service without a sandbox. The rest is what it lives by: a network, and all of /proc.
  { unit: 'container-exporter.service', score: 1.4 },
  { unit: 'container-exporter-docker-proxy.service', score: 0.2 },
])('$unit is understood whole, and exposed to $score at most', ({ unit, score }) => {
  expect(analyze('verify', `./${unit}`)).toBe('');
  const said = analyze('security', '--offline=true', `./${unit}`);
  expect(Number(/exposure level for \S+: (\S+)/.exec(said)?.[1])).toBeLessThanOrEqual(score);
});
