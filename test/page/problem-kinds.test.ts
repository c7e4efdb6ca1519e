import { expect, test } from 'vitest';
import type { Finding, Severity } from '../../src/diagnosis/finding.js';
import { problemKinds, worstById } from '../../src/page/model/problem-kinds.js';

const finding = (id: string, severity: Severity, container?: string): Finding => ({
  id,
  severity,
  ...(container === undefined ? {} : { container: { id: `/docker/${container}`, name: container } }),
  title: `${container ?? 'the host'} has ${id}`,
  meaning: 'It hurts.',
  evidence: [],
  runbook: 'containers.md#it',
});

test('findings are counted by kind, in the order of their first', () => {
  const kinds = problemKinds([finding('A', 'critical', 'x'), finding('B', 'warning'), finding('A', 'critical', 'y')]);
  expect(kinds.map(({ id, count, findings }) => [id, count, findings.length])).toEqual([
    ['A', 2, 2],
    ['B', 1, 1],
  ]);
});

test('what hits a thousand containers is counted, and told of a few', () => {
  const [kind] = problemKinds(Array.from({ length: 1000 }, (_, i) => finding('A', 'warning', String(i))));
  expect(kind?.count).toBe(1000);
  expect(kind?.findings).toHaveLength(30);
});

test('the same kind is two where it is worse for some', () => {
  expect(problemKinds([finding('A', 'critical'), finding('A', 'warning')]).map(({ severity }) => severity)).toEqual([
    'critical',
    'warning',
  ]);
});

test('a container is as bad as its worst finding', () => {
  const worst = worstById([
    finding('I', 'info', 'x'),
    finding('W', 'warning', 'x'),
    finding('U', 'unknown', 'x'),
    finding('H', 'critical'),
  ]);
  expect([...worst]).toEqual([['/docker/x', 'warning']]);
});
