import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { flagsOfStart } from '../../bench/node-flags.js';
import { repository } from '../support/real/repository.js';

const read = (file: string) => readFileSync(join(repository, file), 'utf8');

test('the image, the unit and npm run dev start Node.js as npm start does', () => {
  const [, command = ''] = /^ENTRYPOINT (\[.*\])$/m.exec(read('Dockerfile')) ?? [];
  expect(JSON.parse(command)).toEqual(['node', ...flagsOfStart(), '/app/dist/main.js']);
  const unit = read('deploy/systemd/container-exporter.service');
  expect(unit).toContain(`\nExecStart=node ${flagsOfStart().join(' ')} /opt/container-exporter/dist/main.js\n`);
  const { dev } = JSON.parse(read('package.json')).scripts;
  expect(dev).toContain(`tsx watch ${flagsOfStart().join(' ')} src/main.ts`);
});

test('Node.js knows these flags, and refuses what it does not know', () => {
  const start = (flags: readonly string[]) => spawnSync(process.execPath, [...flags, '--eval', '']).status;
  expect(start(flagsOfStart())).toBe(0);
  expect(start([...flagsOfStart(), '--no-memory-reducers'])).not.toBe(0);
});
