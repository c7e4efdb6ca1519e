import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TestCase, TestModule } from 'vitest/node';
import { repository } from '../support/real/repository.js';
import { ProgressReporter } from './progress-reporter.js';

const module = (project: string) =>
  ({ project: { name: project }, moduleId: join(repository, 'test/integration/x.test.ts') }) as TestModule;

const testCase = (state: string, errors: readonly object[] = []) =>
  ({
    ...{ fullName: 'a thing > works', module: module('integration'), project: { name: 'integration' } },
    result: () => ({ state, errors }),
  }) as unknown as TestCase;

function printed(use: (reporter: ProgressReporter) => void): string {
  const lines: string[] = [];
  use(new ProgressReporter((line) => void lines.push(line)));
  return lines.join('\n');
}

test('a failure is printed when it happens, with its message and its line here', () => {
  const stacks = [
    { file: '/elsewhere/chai.js', line: 1 },
    { file: join(repository, 'test/integration/x.test.ts'), line: 12 },
  ];
  const said = printed((reporter) => {
    reporter.onTestCaseResult(testCase('passed'));
    reporter.onTestCaseResult(testCase('failed', [{ message: 'expected 1 to be 2', diff: '- 2\n+ 1', stacks }]));
  });
  expect(said).toBe(
    ` FAILED |integration| test/integration/x.test.ts > a thing > works
    expected 1 to be 2
    - 2
    + 1
    at test/integration/x.test.ts:12`,
  );
});

test('a file that takes long is named when it begins', () => {
  expect(printed((reporter) => reporter.onTestModuleStart(module('unit')))).toBe('');
  expect(printed((reporter) => reporter.onTestModuleStart(module('vm')))).toContain('test/integration/x.test.ts');
});
