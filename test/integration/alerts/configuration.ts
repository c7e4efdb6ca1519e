import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../support/repository.js';

const alerts = join(repository, 'alerts');

/**
 * A copy of the rules in a new folder, in which every `for` is as short as this; expressions and their windows are as they
 * are. Those on the exporter itself keep their patience: an emulated one may miss a scrape. Returns the folder.
 */
export function impatientRules(seconds: number): string {
  const directory = mkdtempSync(join(tmpdir(), 'alert-rules-'));
  for (const name of readdirSync(alerts)) {
    if (!name.endsWith('.yml') || name.startsWith('alertmanager')) continue;
    const rules = readFileSync(join(alerts, name), 'utf8');
    const patient = name === 'exporter.yml';
    writeFileSync(join(directory, name), patient ? rules : rules.replace(/^( +for:) \S+$/gm, `$1 ${seconds}s`));
  }
  return directory;
}

/** The example for Alertmanager, with its receivers at this address, without delays, and with an ear for info too. */
export function impatientAlertmanager(webhook: string): string {
  let text = readFileSync(join(alerts, 'alertmanager.example.yml'), 'utf8');
  const replace = (pattern: RegExp, by: string) => {
    if (!pattern.test(text)) throw new Error(`alertmanager.example.yml has nothing like ${pattern}`);
    text = text.replace(pattern, by);
  };
  replace(/http:\/\/127\.0\.0\.1:9095/g, webhook);
  replace(/(group_wait|group_interval): \w+$/gm, '$1: 1s');
  replace(/^( +)- name: nobody$/m, `$&\n$1  webhook_configs:\n$1    - url: ${webhook}/nobody`);
  return text;
}
