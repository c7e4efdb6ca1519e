import { expect, it } from 'vitest';
import { createLog } from '../src/log.js';

function logged(format: 'json' | 'pretty', level: 'info' | 'debug' = 'info'): string {
  let text = '';
  const log = createLog(
    { level, format },
    {
      write(line: string) {
        text += line;
      },
    },
  );
  log.debug('not this');
  log.warn({ path: '/proc/stat' }, 'cannot read');
  return text;
}

it('writes JSON lines with the time and the name of the level', () => {
  expect(JSON.parse(logged('json'))).toEqual({
    level: 'warn',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    path: '/proc/stat',
    msg: 'cannot read',
  });
});

it('writes one line for people', () => {
  const lines = logged('pretty').trimEnd().split('\n');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/WARN.*cannot read.*\/proc\/stat/);
});

it('keeps to its level', () => {
  expect(logged('json')).not.toContain('not this');
  expect(logged('json', 'debug')).toContain('not this');
});
