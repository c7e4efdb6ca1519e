import { defineConfig } from 'vitest/config';
import { ProgressReporter } from './test/run/progress-reporter.js';

/** Against real kernels, daemons and Prometheus: they share one machine, so one file at a time. */
const realThings = { fileParallelism: false, testTimeout: 300_000, hookTimeout: 300_000 };

export default defineConfig({
  test: {
    reporters: process.env.CI
      ? // .ci/run adds up what this file says.
        ['default', new ProgressReporter(), ['json', { outputFile: 'test/.work/results.json' }]]
      : ['default', new ProgressReporter()],
    projects: [
      {
        test: {
          name: 'unit',
          setupFiles: ['test/support/property-seed.ts'],
          // Nothing here is slow; a busy machine is.
          testTimeout: 60_000,
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...realThings,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: ['test/integration/**/*.vm.test.ts'],
          globalSetup: 'test/support/real/global-setup.ts',
          sequence: { groupOrder: 1 },
        },
      },
      {
        // In a VM with cgroup v2. It boots while the others run, so it comes last.
        test: {
          ...realThings,
          name: 'vm',
          include: ['test/integration/**/*.vm.test.ts'],
          globalSetup: 'test/support/real/vm/vm-setup.ts',
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
