import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { alertsDirectory } from '../alerts/rule-files.js';
import { pageBlocks } from '../support/page-examples.js';
import { repository } from '../support/real/repository.js';
import { lacking, missingCommand } from '../support/real/requirements.js';

/** The examples of docs/runbooks/README.md, with a folder of the test's in the place of Prometheus'. */

const installed = '/etc/prometheus/container-exporter';

function install(): { readonly folder: string; readonly example: (language: string) => string } {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(alertsDirectory, join(folder, 'rules'), { recursive: true });
  const example = (language: string) => {
    const found = pageBlocks('docs/runbooks/README.md').filter((block) => block.language === language);
    expect(found).toHaveLength(1);
    expect(found[0]?.text).toContain(installed);
    return found[0]?.text.replaceAll(installed, join(folder, 'rules')) ?? '';
  };
  return { folder, example };
}

test.skipIf(lacking('loading the rules as the runbooks say', [missingCommand('promtool', 'prometheus')]))(
  'Prometheus loads the rules as the page says',
  () => {
    const { folder, example } = install();
    writeFileSync(join(folder, 'prometheus.yml'), example('yaml'));
    const said = execFileSync('promtool', ['check', 'config', 'prometheus.yml'], { cwd: folder, encoding: 'utf8' });
    expect(said.match(/SUCCESS: \d+ rules found/g)).toHaveLength(readdirSync(alertsDirectory).length);
  },
);

test('addresses are put before the paths', () => {
  const { folder, example } = install();
  execFileSync('sh', ['-ec', example('sh')], { cwd: repository });
  const texts = readdirSync(join(folder, 'rules')).map((name) => readFileSync(join(folder, 'rules', name), 'utf8'));
  const addresses = (key: string) => [...texts.join('').matchAll(new RegExp(`^ +${key}: '?(.*)$`, 'gm'))];
  for (const [key, start] of [
    ['runbook_url', 'https://git.example.org/container-exporter/blob/main/docs/runbooks/'],
    ['dashboard', 'https://grafana.example.org/d/'],
  ] as const) {
    expect(addresses(key).length).toBeGreaterThan(20);
    expect(addresses(key).filter(([, address]) => !address?.startsWith(start))).toEqual([]);
  }
});
