import { expect, test } from 'vitest';
import { type Histories, remember, sparkline } from '../../src/page/model/history.js';

test('a history ends with the newest figure, and with its container', () => {
  let histories: Histories = new Map();
  for (let i = 0; i < 200; i++)
    histories = remember(histories, new Map([['a', i], ...(i < 100 ? [['b', i] as const] : [])]));
  expect([...histories.keys()]).toEqual(['a']);
  expect(histories.get('a')).toHaveLength(120);
  expect(histories.get('a')?.at(-1)).toBe(199);
});

test('a line ends at the right edge and is as high as the most there was', () => {
  expect(sparkline([0, 5, 10], 1)).toBe('117,19 118,10 119,1');
});

test('what hardly moves is flat', () => {
  expect(sparkline([0.001, 0], 0.1)).toBe('118,19 119,19');
  expect(sparkline([0], 1)).toBe('');
  expect(sparkline(undefined, 1)).toBe('');
});
