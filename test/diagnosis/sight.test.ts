import { describe, expect, it } from 'vitest';
import { type Coverage, coverageOf } from '../../src/diagnosis/coverage.js';
import { checks } from '../../src/diagnosis/diagnose.js';
import { compareLooks, type Look } from '../../src/diagnosis/sight.js';
import { readExposition } from '../../src/exposition/text-reader.js';

const lookAt = (text: string, at: number): Look => ({ exposition: readExposition(text), at });
const web = { id: '/docker/1', name: 'web', info: {} };

describe('what changed between two looks', () => {
  it('is summed over interfaces and devices', () => {
    const before = 'c{id="/docker/1",device="a"} 10\nc{id="/docker/1",device="b"} 5\nc{id="/docker/2",device="a"} 7\n';
    const now = 'c{id="/docker/1",device="a"} 14\nc{id="/docker/1",device="b"} 6\nc{id="/docker/2",device="a"} 9\n';
    const sight = compareLooks(lookAt(now, 105), lookAt(before, 100));
    expect(sight.seconds).toBe(5);
    expect(sight.riseOf(web, 'c')).toBe(5);
    expect(sight.rise('c', { device: 'a' })).toBe(6);
    expect(sight.rises('c').map(({ value }) => value)).toEqual([4, 1, 2]);
  });

  it('starts at 0 for a counter that fell, and may be negative for a figure that is none', () => {
    const sight = compareLooks(lookAt('c{id="/docker/1"} 3\n', 105), lookAt('c{id="/docker/1"} 1000\n', 100));
    expect(sight.riseOf(web, 'c')).toBe(3);
    expect(sight.changeOf(web, 'c')).toBe(-997);
  });

  it('is not known of what was not there before: its counter may be old', () => {
    const sight = compareLooks(lookAt('c{id="/docker/1"} 3\nd 1\n', 105), lookAt('c{id="/docker/2"} 1\n', 100));
    expect(sight.riseOf(web, 'c')).toBeUndefined();
    expect(sight.rise('d')).toBeUndefined();
    expect(sight.rises('d')).toEqual([]);
  });

  it.each([
    ['there is no look before', undefined],
    ['the clock stood still', lookAt('c{id="/docker/1"} 1\n', 105)],
    ['the clock went back', lookAt('c{id="/docker/1"} 1\n', 110)],
  ])('is not known where %s', (_, before) => {
    const sight = compareLooks(lookAt('c{id="/docker/1"} 3\n', 105), before);
    expect(sight.seconds).toBeUndefined();
    expect(sight.riseOf(web, 'c')).toBeUndefined();
    expect(sight.of(web, 'c')).toBe(3);
  });
});

describe('containers', () => {
  const namesOf = (text: string) => compareLooks(lookAt(text, 1)).containers.map(({ name }) => name);
  const id = '5'.repeat(64);

  it('are those that container_info lists, under the best name there is', () => {
    expect(
      namesOf(
        [
          'container_info{id="/a",name="web",pod="p",container="c",short_id="1"} 1',
          'container_info{id="/b",pod="p",container="c",short_id="2"} 1',
          'container_info{id="/c",pod="p",short_id="3"} 1',
          'container_info{id="/d",short_id="4"} 1',
          `container_info{id="/e",name="${id}"} 1`,
          'container_last_seen{id="/docker"} 1',
          '',
        ].join('\n'),
      ),
    ).toEqual(['4', '555555555555', 'p', 'p/c', 'web']);
  });

  it('are those with a name where container_info is turned off', () => {
    expect(
      namesOf('container_last_seen{id="/docker"} 1\ncontainer_state{id="/x",name="gone"} 1\nx{name="dm-0"} 1\n'),
    ).toEqual(['gone']);
  });
});

it('knows what was said before', () => {
  const sight = compareLooks(lookAt('d{source="docker"} 0.1\n', 105), lookAt('d{source="docker"} 5\n', 100));
  expect(sight.valueBefore('d', { source: 'docker' })).toBe(5);
  expect(compareLooks(lookAt('d 1\n', 105)).valueBefore('d')).toBeUndefined();
});

it("goes by the host's clock where it is told, as the looker's may be wrong", () => {
  expect(compareLooks(lookAt('node_time_seconds 1000\n', 5)).at).toBe(1000);
  expect(compareLooks(lookAt('', 5)).at).toBe(5);
});

describe('whether a check was made', () => {
  const success = (value: number) =>
    ['state', 'info', 'pressure', 'cpu']
      .map((name) => `container_exporter_collector_success{collector="${name}"} ${value}\n`)
      .join('');
  const docker = 'container_exporter_discovery_success{source="docker"} 1\n';
  const pressure = 'container_pressure_cpu_waiting_seconds_total{id="/"} 1\n';

  it.each<[string, string, Coverage]>([
    ['ContainerCrashed', success(1) + docker, 'made'],
    ['ContainerCrashed', success(0) + docker, 'failed'],
    ['ContainerCrashed', success(1), 'not measured'],
    ['ContainerCrashed', docker, 'off'],
    ['ContainerCPUPressure', success(1) + pressure, 'made'],
    ['ContainerCPUPressure', success(1), 'not measured'],
    ['DockerDown', '', 'made'],
  ])('%s on %j: %s', (name, text, coverage) => {
    const check = checks.find(({ id }) => id === name);
    expect(check && coverageOf(check, compareLooks(lookAt(text, 1)))).toBe(coverage);
  });
});
