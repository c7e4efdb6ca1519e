import { collectors, ownFamilies } from '../../src/catalogue.js';
import type { Collector } from '../../src/exporters/collector.js';
import type { Family, FamilyTemplate } from '../../src/exposition/family.js';

const head = `# Metrics

Generated from the catalogue (\`src/catalogue.ts\`) by \`npm run update\`; a test fails when it is out of date.

Series of containers carry identity labels beside those in the tables: \`id\` (the cgroup's path), \`name\`, \`image\`, the
allowed container labels as \`container_label_<name>\`, and in Kubernetes \`pod\`, \`namespace\`, \`container\`. Ancestors of
containers (\`/docker\`, \`/system.slice\`, pods, \`/\`) have \`id\` alone. What the kernel or the runtime does not say has no
series: absent is absent, never 0. The exceptions are cAdvisor's \`container_spec_memory_*_bytes\`, where 0 is "no limit".

A \`{field}\` in a name stands for what the kernel calls the figure.
`;

/** docs/metrics.md: a section for each collector, with a table of its families. */
export function metricsPage(): string {
  const own = section(
    'The exporter itself',
    'Always there; process and nodejs ones only without `--web.disable-exporter-metrics`.',
    ownFamilies(),
  );
  return [head, ...collectors.map(collectorSection), own].join('\n');
}

function collectorSection({ name, help, enabledByDefault, families }: Collector): string {
  const state = enabledByDefault
    ? `on by default, \`--no-collector.${name}\``
    : `off by default, \`--collector.${name}\``;
  return section(name, `${help} (${state}).`, families);
}

function section(title: string, text: string, families: readonly (Family | FamilyTemplate)[]): string {
  const rows = families.map((family) => {
    const labels = family.labels.map((label) => `\`${label}\``).join(', ');
    const cells = [`\`${'template' in family ? family.template : family.name}\``, family.type, labels, family.help];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return [`## ${title}\n`, `${text}\n`, '| Metric | Type | Labels | Meaning |', '|---|---|---|---|', ...rows, ''].join(
    '\n',
  );
}
