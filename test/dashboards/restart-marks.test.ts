import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test as base, expect } from 'vitest';
import { lacking, missingCommand } from '../support/real/requirements.js';
import { dashboardQueries } from './dashboard-files.js';
import { interpolate } from './interpolate.js';

const run = promisify(execFile);
const test = base.skipIf(lacking('marks of restarts', [missingCommand('promtool', 'prometheus')]));

const started = (name: string, id: string) =>
  `container_start_time_seconds{job="exporter",instance="host",id="${id}",name="${name}"}`;
const series = [
  { series: started('untouched', '/docker/1'), values: '-9000x60' },
  // Its container is removed, and 90 seconds later there is another one.
  { series: started('redeployed', '/docker/2'), values: '-9000x20 stale' },
  { series: started('redeployed', '/docker/3'), values: '_x23 715x36' },
  { series: started('restarted', '/docker/4'), values: '-9000x23 715x36' },
  { series: started('new', '/docker/5'), values: '_x23 715x36' },
];

const marks = dashboardQueries.filter(({ title }) => title === 'Restart');

test('restarts are marked on the dashboards of containers', () => {
  expect(marks.map(({ dashboard }) => dashboard).sort()).toEqual(['container', 'overview']);
});

test.each(marks)(
  '$dashboard marks containers that were restarted, or re-created under their name, for a while',
  async ({ expr }) => {
    const promql = interpolate(expr, { rateInterval: '2m', range: '1h' });
    const at = (eval_time: string, names: readonly string[]) => ({
      expr: promql,
      eval_time,
      exp_samples: names.map((name) => ({ labels: `{job="exporter", instance="host", name="${name}"}`, value: 715 })),
    });
    const directory = mkdtempSync(join(tmpdir(), 'restart-marks-'));
    const file = join(directory, 'test.yml');
    const promql_expr_test = [at('11m', []), at('12m', ['redeployed', 'restarted']), at('15m', [])];
    // JSON is YAML.
    writeFileSync(file, JSON.stringify({ tests: [{ interval: '30s', input_series: series, promql_expr_test }] }));
    try {
      const { stdout } = await run('promtool', ['test', 'rules', file]);
      expect(stdout).toContain('SUCCESS');
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
);
