import { expect, test } from 'vitest';
import { containerHealth } from '../../../src/exporters/container/health.js';
import { collectFrom, containerWith, trueOnes } from './from-metadata.js';

test.each([
  ['healthy', 1],
  ['starting', 0],
  ['unhealthy', 0],
  ['none', -1],
] as const)('a container that is %s has %i as its state, as in cAdvisor', async (health, state) => {
  const samples = await collectFrom(containerHealth, containerWith({}, { health, healthFailingStreak: 2 }));
  expect(samples.container_health_state).toBe(state);
  expect(trueOnes(samples, 'container_health_status', 'status')).toEqual({ ones: [health], count: 4 });
  expect(samples.container_health_failing_streak).toBe(health === 'none' ? undefined : 2);
});

test.each(['exited', 'paused', 'created', undefined] as const)('one that is %s has no health', async (state) => {
  expect(await collectFrom(containerHealth, containerWith({ state }, { health: 'unhealthy' }))).toEqual({});
});

test('what the API does not say is absent', async () => {
  expect(await collectFrom(containerHealth, undefined)).toEqual({});
  expect(await collectFrom(containerHealth, containerWith({}, 'never'))).toEqual({});
  expect(await collectFrom(containerHealth, containerWith({}, { health: undefined }))).toEqual({});
});
