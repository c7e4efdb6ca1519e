import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { pageExamples } from '../support/page-examples.js';
import { lacking, missingCommand } from '../support/real/requirements.js';

const pages = [
  'README.md',
  'docs/deployment.md',
  'docs/web-configuration.md',
  'docs/migrate-from-cadvisor.md',
  'docs/service-discovery.md',
];

test.skipIf(lacking('the scrape configurations of the docs', [missingCommand('promtool', 'prometheus')])).each(pages)(
  'Prometheus takes the scrape configuration of %s',
  (page) => {
    const examples = pageExamples(page).filter((block) => block.startsWith('scrape_configs:'));
    expect(examples).toHaveLength(1);
    const directory = mkdtempSync(join(tmpdir(), 'scrape-config-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    // Those that it names. promtool asks for no more than that they are there.
    for (const file of ['ca.pem', 'prometheus.pem', 'prometheus.key', 'password'])
      writeFileSync(join(directory, file), '');
    writeFileSync(join(directory, 'prometheus.yml'), examples[0] ?? '');
    const said = execFileSync('promtool', ['check', 'config', 'prometheus.yml'], { cwd: directory, encoding: 'utf8' });
    expect(said).toContain('SUCCESS');
  },
);
