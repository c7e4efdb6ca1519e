import { expect, test } from 'vitest';
import { type ReadExposition, readExposition } from '../../src/exposition/text-reader.js';
import { containerDetail } from '../../src/page/model/container-detail.js';
import { golden, goldenText, knownAfter } from './exposition-of.js';

const demo = '/system.slice/docker-2605c3ad331a171ca4d9f7fc0282730a5d9a031eb10f52670c86444df3acdc10.scope';

const factsOf = (...answers: readonly ReadExposition[]) => {
  const { sections } = containerDetail(knownAfter(...answers), [], demo, 1795230411);
  return Object.fromEntries(
    sections.map(({ title, facts }) => [title, Object.fromEntries(facts.map((one) => [one.label, one.value]))]),
  );
};

test('an open row says what the exposition says of the container', () => {
  const facts = factsOf(golden('v2-systemd'));
  expect(facts.Limits).toMatchObject({ 'CPU quota': '0.1 cores', 'Threads at most': '4703' });
  expect(facts.Life).toMatchObject({ Created: '1m 20s ago', Started: '1m ago', Restarts: '0' });
  expect(facts.Network).toEqual({ Mode: 'bridge' });
  expect(facts.Identity).toMatchObject({
    Image: 'busybox:local',
    'Container id': '2605c3ad331a',
    com_docker_compose_project: 'demo',
  });
});

test('with a second look it says what goes over interfaces and devices', () => {
  const text = goldenText('v2-systemd');
  const facts = factsOf(readExposition(text), readExposition(text));
  expect(facts.Network).toMatchObject({ eth0: '↓ 0 B/s  ↑ 0 B/s' });
  expect(facts['Time lost waiting']).toMatchObject({ 'Some task waited for memory': '0 %' });
});

test('a section of which nothing is known is left out', () => {
  const { sections } = containerDetail(knownAfter(readExposition('')), [], '/docker/x', 0);
  expect(sections.map(({ title }) => title)).toEqual(['Identity']);
});
