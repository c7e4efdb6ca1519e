import { expect, test } from 'vitest';
import { crowdedDaemon } from '../../support/fake-docker/made-up.js';
import { setUp } from './asked-source.js';

const announced = (logged: readonly string[]) => logged.filter((line) => line.includes('answers at'));
const answer = (status: number, body: string) => ({ kind: 'answer', status, body, docker: false }) as const;

test.each([
  ['answers everything with a page', answer(200, '<h1>It works!</h1>')],
  ['answers everything with an empty object', answer(200, '{}')],
  ['answers everything with an empty list', answer(200, '[]')],
])('a web server that %s is no daemon', async (_, how) => {
  const { content, inodes } = crowdedDaemon(1);
  const { ask, fake, logged, source } = await setUp(content);
  fake.misbehave(/./, how);
  for (let i = 0; i < 2; i += 1) {
    expect(await ask(inodes)).toMatchObject({
      success: false,
      error: `${fake.host}: GET /version: what answers there is neither Docker nor Podman`,
    });
  }
  expect(announced(logged)).toEqual([]);
  expect(source.contact()).toBeUndefined();
  // It may come later.
  fake.misbehave(/./, undefined);
  expect(await ask(inodes)).toMatchObject({ success: true });
  expect(announced(logged)).toHaveLength(1);
});

test.each([
  ['that knows no such page', answer(404, 'not found'), 'HTTP 404: not found'],
  ['that knows nobody', answer(401, ''), 'HTTP 401'],
])('a web server %s is not said to answer', async (_, how, reason) => {
  const { content, inodes } = crowdedDaemon(1);
  const { ask, fake, logged } = await setUp(content);
  fake.misbehave(/./, how);
  expect((await ask(inodes)).error).toContain(`GET /containers/json?all=1: ${reason}`);
  expect(announced(logged)).toEqual([]);
});

test.each([
  ['version', /version/, 'docker (its version is not told) answers at HOST/v1.41'],
  ['ping', /_ping/, 'docker 20.10.24+dfsg1 answers at HOST/v1.41'],
  ['both', /_ping|version/, 'docker (its version is not told) answers at HOST'],
])('a daemon behind a proxy that forbids %s is known by its list', async (_, forbidden, line) => {
  const { content, inodes } = crowdedDaemon(1);
  const { ask, fake, logged } = await setUp(content);
  fake.misbehave(forbidden, answer(403, 'Forbidden'));
  fake.misbehave(/containers\/json/, answer(200, '[{"Id":"x"}]'));
  expect(await ask(inodes)).toMatchObject({ success: false });
  expect(announced(logged)).toEqual([]);
  fake.misbehave(/containers\/json/, undefined);
  expect(await ask(inodes)).toMatchObject({ success: true });
  expect(await ask(inodes)).toMatchObject({ success: true });
  expect(announced(logged)).toEqual([line.replace('HOST', fake.host)]);
});
