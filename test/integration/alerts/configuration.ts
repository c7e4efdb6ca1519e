import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { repository } from '../../support/real/repository.js';

const alerts = join(repository, 'alerts');

/**
 * What an emulated machine must be given its time for. Its engine takes ten seconds and more to start a container, and lets
 * nobody inspect it meanwhile (containerStart holds the container's lock), so that one scrape after the other is incomplete.
 */
const patient = /^(DockerDown|ContainerNotStarted|ContainerExporter\w+)$/;

/** Must come after ContainerOOMKilled, which may take a late scrape and two evaluations besides its own `for`: so five here too. */
const waiting = 'ContainerRestarting';

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { readonly alert?: string; for?: string }[] }[];
}

/**
 * A copy of the rules in a new folder, in which every `for` is as short as this, but those of the patient and of the one that
 * waits for another; expressions and their windows are as they are. Returns the folder.
 */
export function impatientRules(seconds: number): string {
  const directory = mkdtempSync(join(tmpdir(), 'alert-rules-'));
  for (const name of readdirSync(alerts)) {
    const file: RuleFile = parse(readFileSync(join(alerts, name), 'utf8'));
    for (const rule of file.groups.flatMap(({ rules }) => rules)) {
      if (rule.for === undefined || patient.test(rule.alert ?? '')) continue;
      rule.for = `${rule.alert === waiting ? 5 * seconds : seconds}s`;
    }
    writeFileSync(join(directory, name), stringify(file));
  }
  return directory;
}

/** The example for Alertmanager, with its receivers at this address, without delays, and with an ear for info too. */
export function impatientAlertmanager(webhook: string): string {
  let text = readFileSync(join(repository, 'deploy/alertmanager/alertmanager.yml'), 'utf8');
  const replace = (pattern: RegExp, by: string) => {
    if (!pattern.test(text)) throw new Error(`alertmanager.yml has nothing like ${pattern}`);
    text = text.replace(pattern, by);
  };
  replace(/http:\/\/127\.0\.0\.1:9095/g, webhook);
  replace(/(group_wait|group_interval): \w+$/gm, '$1: 1s');
  replace(/^( +)- name: nobody$/m, `$&\n$1  webhook_configs:\n$1    - url: ${webhook}/nobody`);
  return text;
}
