import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readListedContainer } from '../../../src/discovery/docker/container-list.js';
import { readInspectedContainer } from '../../../src/discovery/docker/inspect.js';
import { asNumber, asStrings, asTime } from '../../../src/discovery/docker/json/json.js';
import { containerId } from '../../support/fake-docker/made-up.js';
import { recorded } from '../../support/fake-docker/recorded.js';

const id = containerId(1);
const states = [undefined, 'created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];
const healths = [undefined, 'none', 'starting', 'healthy', 'unhealthy'];

const isNumberOrAbsent = (value: unknown) => value === undefined || Number.isFinite(value);

/** Objects with the fields that the readers look for, and anything in them. */
const anything = fc.jsonValue();
const sometimes = (fields: readonly string[]) =>
  fc.record(Object.fromEntries(fields.map((field) => [field, anything])), { requiredKeys: [] });

describe('a listed container', () => {
  test('never has anything of a wrong type, whatever is sent', () => {
    const fields = ['Names', 'Image', 'ImageID', 'Labels', 'State', 'Status', 'Created', 'Health', 'Mounts'];
    const entry = fc.oneof(
      anything,
      sometimes(['Id', ...fields]),
      sometimes(fields).map((rest) => ({ ...rest, Id: id })),
    );
    fc.assert(
      fc.property(entry, (value) => {
        const container = readListedContainer(value);
        if (container === undefined) return;
        expect(container.id).toMatch(/^[0-9a-f]{64}$/);
        for (const text of [container.name, container.image, container.imageId]) expect(text).toBeTypeOf('string');
        for (const text of Object.values(container.labels)) expect(text).toBeTypeOf('string');
        for (const text of container.volumes) expect(text).toBeTypeOf('string');
        expect(states).toContain(container.state);
        expect(healths).toContain(container.health);
        expect([container.created, container.failingStreak].every(isNumberOrAbsent)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    [['/web'], 'web'],
    [['/other/alias', '/web'], 'web'],
    [['web'], 'web'],
    [[], id],
    [undefined, id],
    [[7, '/web'], 'web'],
  ])('whose names are %j goes by %s', (Names, name) => {
    expect(readListedContainer({ Id: id, Names })?.name).toBe(name);
  });

  test.each([
    ['configured', 'created'],
    ['stopped', 'exited'],
    ['stopping', 'running'],
    ['Running', 'running'],
    ['unheard-of', undefined],
    ['constructor', undefined],
  ])('in the state %s is %s', (State, state) => {
    expect(readListedContainer({ Id: id, State })?.state).toBe(state);
  });

  test('has the volumes among its mounts, each once', () => {
    const volume = (Name: unknown) => ({ Type: 'volume', Name, Source: '', Driver: 'local' });
    const Mounts = [volume('data'), { Type: 'bind', Source: '/etc' }, volume('logs'), volume('data'), volume(''), null];
    expect(readListedContainer({ Id: id, Mounts })?.volumes).toEqual(['data', 'logs']);
    for (const none of [undefined, null, {}, [7]])
      expect(readListedContainer({ Id: id, Mounts: none })?.volumes).toEqual([]);
  });

  test('has its health from the list of API 1.52 where that tells', () => {
    const entry = {
      Id: id,
      State: 'running',
      Status: 'Up 5 minutes',
      Health: { Status: 'unhealthy', FailingStreak: 4 },
    };
    expect(readListedContainer(entry)).toMatchObject({ health: 'unhealthy', failingStreak: 4 });
  });

  test.each(['', 'short', `${id}0`, '../../info', 7, undefined])('with the id %j is none', (Id) => {
    expect(readListedContainer({ Id, Names: ['/web'] })).toBeUndefined();
  });
});

describe('an inspected container', () => {
  test('never has anything of a wrong type, whatever is sent', () => {
    const state = sometimes(['Status', 'Pid', 'ExitCode', 'OOMKilled', 'StartedAt', 'FinishedAt', 'Health']);
    const host = sometimes(['NetworkMode', 'RestartPolicy', 'Runtime', 'CpuShares', 'CgroupParent']);
    const inspect = fc.oneof(
      anything,
      fc.record(
        {
          State: fc.oneof(anything, state),
          HostConfig: fc.oneof(anything, host),
          Config: anything,
          RestartCount: anything,
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(inspect, (value) => {
        const container = readInspectedContainer(value);
        if (container === undefined) return;
        const { pid, startedAt, finishedAt, exitCode, restartCount, cpuShares, healthFailingStreak } = container;
        const numbers = [pid, startedAt, finishedAt, exitCode, restartCount, cpuShares, healthFailingStreak];
        expect(numbers.every(isNumberOrAbsent)).toBe(true);
        for (const text of [
          container.restartPolicy,
          container.networkMode,
          container.ociRuntime,
          container.cgroupParent,
        ])
          expect(text).toBeTypeOf('string');
        expect(states).toContain(container.state);
        expect(healths).toContain(container.health);
        expect([undefined, true, false]).toContain(container.oomKilled);
      }),
      { numRuns: 2000 },
    );
  });

  test('has the numbers of the recorded one', () => {
    const running = recorded<{ State: { Pid: number; StartedAt: string } }>('20.10', 'running.json');
    const inspected = readInspectedContainer(running);
    expect(inspected?.pid).toBe(running.State.Pid);
    expect(inspected?.startedAt).toBeCloseTo(Date.parse(running.State.StartedAt) / 1000, 2);
  });

  test('has its log and layer where the inspect tells of them', () => {
    const places = {
      LogPath: '/l',
      HostConfig: { LogConfig: { Type: 'local' } },
      GraphDriver: { Data: { UpperDir: '/u' } },
    };
    expect(readInspectedContainer({ State: {}, ...places })).toMatchObject({
      ...{ logPath: '/l', logDriver: 'local', upperDir: '/u' },
    });
    // With the containerd image store there is no GraphDriver; without a file there is no path.
    expect(readInspectedContainer({ State: {}, LogPath: '' })).toMatchObject({
      ...{ logPath: undefined, logDriver: '', upperDir: undefined },
    });
  });

  test('does not exist without a State', () => {
    expect(readInspectedContainer({ Id: id, HostConfig: {} })).toBeUndefined();
  });
});

describe('times', () => {
  test('have their nanoseconds, and any zone', () => {
    expect(asTime('1970-01-01T00:00:01.123456789Z')).toBeCloseTo(1.123456789, 9);
    expect(asTime('2026-11-21T05:05:51+02:00')).toBe(Date.parse('2026-11-21T03:05:51Z') / 1000);
  });

  test.each(['0001-01-01T00:00:00Z', '', 'yesterday', '2026-13-41T99:00:00Z', 5, null])('are absent for %j', (text) => {
    expect(asTime(text)).toBeUndefined();
  });

  test('agree with Date for any of its times', () => {
    const dates = fc.date({ min: new Date(1000), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (date) => {
        expect(asTime(date.toISOString())).toBeCloseTo(date.getTime() / 1000, 3);
      }),
    );
  });
});

test('numbers are finite', () => {
  expect([asNumber(1), asNumber('1'), asNumber(Number.NaN), asNumber(Number.POSITIVE_INFINITY)]).toEqual([
    1,
    undefined,
    undefined,
    undefined,
  ]);
});

test('labels with names that objects have already are labels', () => {
  const labels = asStrings(JSON.parse('{"__proto__":"a","constructor":"b","number":3}'));
  expect(Object.entries(labels)).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ]);
});
