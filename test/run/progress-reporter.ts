import { relative } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { repository } from '../support/real/repository.js';

/**
 * Beside vitest's own reporter, which has failures at its end: prints each one when it happens, and the file that begins
 * where one takes minutes.
 */
export class ProgressReporter implements Reporter {
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void = console.log) {
    this.#print = print;
  }

  onTestModuleStart({ project, moduleId }: TestModule): void {
    if (project.name !== 'unit') this.#print(` …  |${project.name}| ${relative(repository, moduleId)}`);
  }

  onTestCaseResult(test: TestCase): void {
    const { state, errors } = test.result();
    if (state !== 'failed') return;
    const file = relative(repository, test.module.moduleId);
    this.#print(` FAILED |${test.project.name}| ${file} > ${test.fullName}`);
    for (const { message, diff, stacks } of errors) {
      const place = stacks?.find((frame) => frame.file.startsWith(repository));
      const where = place === undefined ? [] : [`at ${relative(repository, place.file)}:${place.line}`];
      this.#print([message, ...(diff === undefined ? [] : [diff]), ...where].join('\n').replaceAll(/^/gm, '    '));
    }
  }
}
