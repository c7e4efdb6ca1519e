import { expect, test } from 'vitest';
import { expositionOf, readRecording } from '../../bench/fleet/recorded-exporters.js';

const recording = readRecording();

/** Values by what stands before them. */
function seriesOf(text: string): Map<string, number> {
  const lines = text.trim().split('\n');
  const series = new Map(lines.map((line) => [line.replace(/ \S+$/, ''), Number(line.replace(/.* /, ''))]));
  expect(series.size, 'series that are there once').toBe(lines.length);
  return series;
}

const named = (series: Map<string, number>, name: string) =>
  [...series].filter(([key]) => key.includes(`name="${name}"`));

test('a recorded host has as many containers as wanted, each with the series of the recorded one', () => {
  expect(recording.container.length).toBeGreaterThan(80);
  expect(recording.host.length).toBeGreaterThan(200);
  const few = seriesOf(expositionOf(recording, 3, 2, 0));
  const many = seriesOf(expositionOf(recording, 3, 7, 0));
  expect(few.size).toBe(recording.host.length + 2 * recording.container.length);
  expect(many.size - few.size).toBe(5 * recording.container.length);
  expect(named(many, 'container-6')).toHaveLength(recording.container.length);
});

test('counters grow and never go back', () => {
  const at = (age: number) => seriesOf(expositionOf(recording, 1, 2, age));
  const all = [0, 15, 30, 300].map(at);
  const [cpu = ''] = named(all[0] ?? new Map(), 'container-1')
    .map(([key]) => key)
    .filter((key) => key.startsWith('container_cpu_usage_seconds_total'));
  const values = all.map((series) => Number(series.get(cpu)));
  expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
  expect(values).toHaveLength(4);
});
