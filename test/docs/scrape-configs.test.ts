import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { pageExamples } from '../support/page-examples.js';
import { lacking, missingCommand } from '../support/real/requirements.js';

const pages = [
  ...['README.md', 'docs/deployment.md', 'docs/fleet.md', 'docs/web-configuration.md'],
  ...['docs/migrate-from-cadvisor.md', 'docs/service-discovery.md'],
];

test.skipIf(lacking('the scrape configurations of the docs', [missingCommand('promtool', 'prometheus')])).each(pages)(
  'Prometheus takes the scrape configurations of %s',
  (page) => {
    const examples = pageExamples(page).filter((block) => /^scrape_configs:|^global:/.test(block));
    expect(examples).not.toEqual([]);
    const directory = mkdtempSync(join(tmpdir(), 'scrape-config-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    // Those that it names. promtool asks for no more than that they are there.
    for (const file of ['ca.pem', 'prometheus.pem', 'prometheus.key', 'password'])
      writeFileSync(join(directory, file), '');
    for (const example of examples) {
      writeFileSync(join(directory, 'prometheus.yml'), example.replace('/etc/prometheus/password', 'password'));
      const said = execFileSync('promtool', ['check', 'config', 'prometheus.yml'], {
        cwd: directory,
        encoding: 'utf8',
      });
      expect(said).toContain('SUCCESS');
    }
  },
);
