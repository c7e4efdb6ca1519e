import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { prometheusRule, withAddresses } from './rules.js';

/**
 * `npm run rules`: writes deploy/kubernetes/prometheusrule.yaml from alerts/. With --out it writes that and the rule files
 * into another folder, with the addresses of --runbook-url and --grafana-url.
 */

const repository = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: { 'runbook-url': { type: 'string' }, 'grafana-url': { type: 'string' }, out: { type: 'string' } },
});
const addresses = { runbookUrl: values['runbook-url'], grafanaUrl: values['grafana-url'] };

try {
  const given = Object.values(addresses).some((one) => one !== undefined);
  if (given && values.out === undefined) throw new Error('--out: expected the folder for rules with your addresses');
  const names = readdirSync(join(repository, 'alerts')).filter((name) => name.endsWith('.yml'));
  const files = names.map((name) => withAddresses(readFileSync(join(repository, 'alerts', name), 'utf8'), addresses));
  const out = values.out === undefined ? join(repository, 'deploy/kubernetes') : resolve(values.out);
  mkdirSync(out, { recursive: true });
  if (values.out !== undefined) names.forEach((name, i) => void writeFileSync(join(out, name), files[i] ?? ''));
  const comment =
    '# Made of alerts/*.yml by `npm run rules`, which also puts the addresses of your runbooks and of Grafana in.\n';
  writeFileSync(join(out, 'prometheusrule.yaml'), comment + stringify(prometheusRule(files), { lineWidth: 0 }));
  console.log(`${out}: ${[...(values.out === undefined ? [] : names), 'prometheusrule.yaml'].join(', ')}`);
} catch (error) {
  console.error(`rules: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
