import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { repository } from '../support/real/repository.js';
import { leftOut, parts } from './plan.js';

afterEach(() => vi.unstubAllEnvs());

test('every test file is in one part, and the parts are the projects of vitest.config.ts', () => {
  const [unit, integration, vm] = parts();
  expect(unit?.files).toContain('test/run/plan.test.ts');
  expect(integration?.files).toContain('test/integration/image.test.ts');
  expect(vm?.files).toContain('test/integration/deploy-systemd.vm.test.ts');
  const config = readFileSync(join(repository, 'vitest.config.ts'), 'utf8');
  const named = [...config.matchAll(/name: '(\w+)'/g)].map(([, name]) => name);
  expect(parts().map(({ name }) => name)).toEqual(named);
});

test('what a machine lacks is said of each file that needs it', async () => {
  vi.stubEnv('PATH', '/nowhere');
  vi.stubEnv('CGROUP2_VM', '/nowhere/cgroup2-vm');
  const found = await leftOut([
    'test/docs/scrape-configs.test.ts',
    'test/integration/alerts.vm.test.ts',
    'test/imports.test.ts',
  ]);
  expect(found.map(({ file }) => file)).toEqual([
    'test/docs/scrape-configs.test.ts',
    'test/integration/alerts.vm.test.ts',
  ]);
  expect(found[0]?.missing).toEqual(["promtool (Debian's prometheus)"]);
  expect(found[1]?.missing).toEqual(
    expect.arrayContaining([
      'the program that CGROUP2_VM names (/nowhere/cgroup2-vm)',
      "prometheus (Debian's prometheus)",
    ]),
  );
});

test('every way to name what is missing is known to the plan', async () => {
  const plan = readFileSync(join(repository, 'test/run/plan.ts'), 'utf8');
  for (const file of parts().flatMap(({ files }) => files)) {
    const text = readFileSync(join(repository, file), 'utf8');
    for (const [, name = ''] of text.matchAll(/\b(missing[A-Z]\w+)\(/g)) expect(plan, file).toContain(name);
  }
});
