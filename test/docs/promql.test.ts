import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { labelsOf } from '../alerts/labels-of.js';
import { readExpression } from '../promql/selectors.js';
import { typeErrors } from '../promql/type-errors.js';
import { pageBlocks } from '../support/page-examples.js';
import { repository } from '../support/real/repository.js';
import { lacking, missingCommand } from '../support/real/requirements.js';

/** The queries of docs/promql.md. In its blocks an empty line separates them, and each has a comment above it. */
const expressions = pageBlocks('docs/promql.md')
  .filter(({ language }) => language === 'promql')
  .flatMap(({ text }) => text.trim().split(/\n\n/))
  .map((paragraph) => paragraph.replace(/^#.*\n/gm, ''));

test('each reads metrics that there are, by labels that they have', () => {
  expect(expressions.length).toBeGreaterThan(50);
  for (const expr of expressions) {
    expect(typeErrors(expr), expr).toEqual([]);
    const { selectors, grouped, relabelled } = readExpression(expr);
    for (const { metric, labels } of selectors) {
      expect(labelsOf(metric), metric).toBeDefined();
      expect(
        labels.filter((label) => !labelsOf(metric)?.(label)),
        expr,
      ).toEqual([]);
    }
    const known = (label: string) => selectors.some(({ metric }) => labelsOf(metric)?.(label));
    expect(
      [...grouped, ...relabelled.from].filter((label) => !known(label)),
      expr,
    ).toEqual([]);
  }
});

/** Two hours of a recorded host, as promtool wants its series: counters grow by one a minute. */
function recorded(golden: string): readonly { readonly series: string; readonly values: string }[] {
  const text = readFileSync(join(repository, 'test/golden', golden), 'utf8');
  const counters = new Set([...text.matchAll(/^# TYPE (\S+) counter$/gm)].map(([, name]) => name));
  return [...text.matchAll(/^([a-zA-Z]\w*)(?:\{(.*)\})? (\S+|<.*>)$/gm)].map(
    ([, name = '', labels = '', value = '']) => ({
      series: `${name}{job="container-exporter",instance="${golden}"${labels && ','}${labels}}`,
      // The golden files have words in the place of durations.
      values: `${value.replace(/^<.*>$/, '1')}${counters.has(name) ? '+1' : '+0'}x120`,
    }),
  );
}

/** What no recorded host has. */
const written = [
  'container_oom_victim_timestamp_seconds{id="/docker/1",name="web",task="node"}',
  'docker_root_filesystem_available_bytes{device="/dev/sda1",fstype="ext4",mountpoint="/",holds="docker"}',
  'docker_root_filesystem_size_bytes{device="/dev/sda1",fstype="ext4",mountpoint="/",holds="docker"}',
  'container_fs_writable_layer_bytes{id="/docker/1",name="web"}',
  'container_log_bytes{id="/docker/1",name="web"}',
  'container_memory_working_set_bytes{id="/docker/1",name="web",container_label_com_docker_swarm_service_name="web"}',
  'scrape_samples_scraped{job="container-exporter"}',
].map((series) => ({ series, values: '1+0x120' }));
const hosts = ['v1-cgroupfs', 'v2-systemd', 'v1-kubepods-kubelet', 'v1-runtimes', 'df-docker-20.10'];

test.skipIf(lacking('the queries of docs/promql.md', [missingCommand('promtool', 'prometheus')]))(
  'Prometheus evaluates each on recorded hosts, and those without a condition find something',
  () => {
    const directory = mkdtempSync(join(tmpdir(), 'promql-page-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const result = (expr: string) =>
      /[<>]|==|!= |unless/.test(expr) ? `(count(${expr}) >= bool 0) or vector(1)` : `count(${expr}) >= bool 1`;
    const file = {
      rule_files: [],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: [...hosts.flatMap((host) => recorded(`${host}.prom`)), ...written],
          promql_expr_test: expressions.map((expr) => ({
            expr: result(expr),
            eval_time: '2h',
            exp_samples: [{ labels: '{}', value: 1 }],
          })),
        },
      ],
    };
    writeFileSync(join(directory, 'test.yml'), JSON.stringify(file));
    const check = () => execFileSync('promtool', ['test', 'rules', 'test.yml'], { cwd: directory, encoding: 'utf8' });
    expect(check()).toContain('SUCCESS');
  },
  60_000,
);
