import { readFileSync } from 'node:fs';
import { collectors, ownFamilies } from '../../src/catalogue.js';
import type { Family, FamilyTemplate } from '../../src/exposition/family.js';
import { cadvisor, nodeExporter, type Peer, reasonFor } from '../../src/migration/peers.js';
import { fixtureFolder } from '../support/recorded-host.js';
import { table } from './sections.js';

/** What of another exporter is here, family by family, as the catalogue and src/migration/left-out.ts say. */

interface Ours {
  readonly family: Family | FamilyTemplate;
  readonly collector: string;
  readonly byDefault: boolean;
}

const ours: readonly Ours[] = [
  ...collectors.flatMap(({ name, enabledByDefault, families }) =>
    families.map((family) => ({ family, collector: name, byDefault: enabledByDefault })),
  ),
  ...ownFamilies().map((family) => ({ family, collector: '', byDefault: true })),
];

const nameOf = ({ family }: Ours) => ('template' in family ? family.template : family.name);

/** Those with a hole in their name come last: node_memory_{field}_bytes must not take what has a name of its own. */
const find = (name: string): Ours | undefined =>
  ours.find(({ family }) => 'name' in family && family.name === name) ??
  ours.find(
    ({ family }) => 'template' in family && new RegExp(`^${family.template.replace('{field}', '\\w+')}$`).test(name),
  );

const read = (file: string) =>
  readFileSync(`${fixtureFolder('peers')}/${file}`, 'utf8')
    .trim()
    .split('\n');

/** Families for which neither a collector nor a reason is known. */
export const unexplained = (peer: Peer, names: readonly string[]): readonly string[] =>
  names.filter((name) => find(name) === undefined && reasonFor(peer, name, 'absent') === undefined);

export const cadvisorFamilies = read('cadvisor-families.txt').map((line) => line.replace('-', ''));
export const nodeExporterFamilies = read('node-exporter-families.txt');

export const cadvisorTable = (): string =>
  table(
    ['cAdvisor', 'Here', ''],
    read('cadvisor-families.txt').map((line) => {
      const name = line.replace('-', '');
      return [`\`${name}\`${line.startsWith('-') ? ' (off by default)' : ''}`, ...here(cadvisor, name)];
    }),
  );

/** What the kernel names is one row: node_memory_{field}_bytes. */
export function nodeExporterTable(): string {
  const rows = new Map<string, readonly string[]>();
  for (const name of nodeExporterFamilies) {
    const found = find(name);
    const shown = found ? nameOf(found) : name;
    rows.set(shown, [`\`${shown}\``, ...here(nodeExporter, name)]);
  }
  return table(['node_exporter', 'Here', ''], [...rows.values()]);
}

function here(peer: Peer, name: string): readonly string[] {
  const found = find(name);
  if (!found) return ['no', reasonFor(peer, name, 'absent') ?? 'Not yet.'];
  const how = found.byDefault ? 'yes' : `\`--collector.${found.collector}\``;
  return [how, reasonFor(peer, name, 'differs') ?? ''];
}
