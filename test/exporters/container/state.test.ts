import { expect, test } from 'vitest';
import { containerState } from '../../../src/exporters/container/state.js';
import { collectFrom, containerWith, trueOnes } from './from-metadata.js';

test.each(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'] as const)(
  'a container that is %s is in that one of seven states',
  async (state) => {
    const samples = await collectFrom(containerState, containerWith({ state }));
    expect(trueOnes(samples, 'container_state', 'state')).toEqual({ ones: [state], count: 7 });
  },
);

test('shows how a container ended', async () => {
  const ended = { exitCode: 137, oomKilled: true, restartCount: 3, finishedAt: 1_795_230_100.25, pid: undefined };
  const samples = await collectFrom(containerState, containerWith({ state: 'exited' }, ended));
  expect(samples).toMatchObject({
    container_exit_code: 137,
    container_oom_killed: 1,
    container_restarts_total: 3,
    container_finished_timestamp_seconds: 1_795_230_100.25,
  });
});

test.each(['running', 'paused', 'created', 'removing'] as const)('one that is %s has no exit code', async (state) => {
  expect(await collectFrom(containerState, containerWith({ state }, { exitCode: 0 }))).not.toHaveProperty(
    'container_exit_code',
  );
});

test('one that waits to be restarted has the exit code of its last run', async () => {
  const samples = await collectFrom(containerState, containerWith({ state: 'restarting' }, { exitCode: 1 }));
  expect(samples.container_exit_code).toBe(1);
});

test('what the API does not say is absent, not 0', async () => {
  expect(await collectFrom(containerState, undefined)).toEqual({});
  expect(await collectFrom(containerState, containerWith({ state: undefined }, 'never'))).toEqual({});
  const unknown = { oomKilled: undefined, restartCount: undefined, exitCode: undefined, finishedAt: undefined };
  expect(Object.keys(await collectFrom(containerState, containerWith({ state: undefined }, unknown)))).toEqual([]);
});
