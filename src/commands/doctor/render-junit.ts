import type { Finding } from '../../diagnosis/finding.js';
import { clean } from './clean.js';
import { fails, type Verdict } from './verdict.js';

/** One test case for each finding, and for each check that found nothing or was not made. */
export function renderJunit(verdict: Verdict): string {
  const { findings, checks, counts, failOn } = verdict;
  const found = new Set(findings.map(({ id }) => id));
  const silent = checks.filter(({ id }) => !found.has(id));
  const skipped = silent.filter(({ coverage }) => coverage !== 'made');
  const failures = findings.filter((finding) => fails(finding, failOn)).length;
  const cases = [
    ...findings.map((finding) => findingCase(finding, failOn)),
    ...silent.map(({ id, coverage }) =>
      coverage === 'made'
        ? `${opened(id, 'host')}/>`
        : `${opened(id, 'host')}><skipped message="${coverage}"/></testcase>`,
    ),
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="container-exporter doctor" tests="${cases.length}" failures="${failures}" errors="${counts.unknown}" skipped="${skipped.length}" time="${verdict.seconds.toFixed(3)}" timestamp="${new Date(verdict.at * 1000).toISOString().slice(0, 19)}">`,
    ...cases.map((one) => `  ${one}`),
    '</testsuite>',
    '',
  ].join('\n');
}

/** Not checked: an error, like a test that does not run. Not severe enough to fail: a passing case that mentions it. */
function findingCase(finding: Finding, failOn: Verdict['failOn']): string {
  const { id, severity, title, meaning, evidence, command, container } = finding;
  const details = escaped([
    meaning,
    ...evidence.map(({ label, value }) => `${label}: ${value}`),
    ...(command === undefined ? [] : [`$ ${command}`]),
  ]);
  const element = severity === 'unknown' ? 'error' : fails(finding, failOn) ? 'failure' : undefined;
  const body =
    element === undefined
      ? `<system-out>${escaped([`${severity}: ${title}`])}\n${details}</system-out>`
      : `<${element} type="${severity}" message="${escaped([title])}">${details}</${element}>`;
  return `${opened(id, container?.name ?? 'host')}>${body}</testcase>`;
}

function opened(id: string, of: string): string {
  return `<testcase classname="${id}" name="${escaped([of])}"`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(lines: readonly string[]): string {
  return lines.map((line) => clean(line).replace(/[&<>"]/g, (character) => entities[character] ?? '')).join('\n');
}
