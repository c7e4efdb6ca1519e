import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.js';
import { until } from '../until.js';
import { answers } from './exporter-process.js';

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  /** One for an instant, several for a range. */
  readonly values: readonly number[];
}

/** Debian's Prometheus, which scrapes an exporter. */
export interface RunningPrometheus {
  readonly url: string;
  instant(expression: string): Promise<Series[]>;
  /** The last so many seconds, in steps of so many. */
  range(expression: string, seconds: number, step: number): Promise<Series[]>;
  /** Values of a label, among the series of a selector. */
  labelValues(label: string, selector: string): Promise<string[]>;
  /** `data` of an answer of its API, such as `targets`. */
  ask<T>(path: string, parameters?: Readonly<Record<string, string>>): Promise<T>;
  stop(): Promise<void>;
}

interface Result {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

export interface Alerting {
  /** Paths, in which * stands for any name. */
  readonly ruleFiles: readonly string[];
  /** Where Alertmanager listens, such as `127.0.0.1:9093`. */
  readonly alertmanager?: string;
}

/** One of Prometheus' scrape_configs. */
export type ScrapeJob = Readonly<Record<string, unknown>> & { readonly job_name: string };

/** What a job is that scrapes one target: `http://127.0.0.1:12345`. */
export function scrapeOf(name: string, url: string): ScrapeJob {
  return { job_name: name, static_configs: [{ targets: [new URL(url).host] }] };
}

/** Scrapes each `interval` seconds, and evaluates rules as often where there are any. */
export async function startPrometheus(
  jobs: readonly ScrapeJob[],
  interval: number,
  alerting?: Alerting,
): Promise<RunningPrometheus> {
  const directory = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const address = `127.0.0.1:${await freePort()}`;
  const config = join(directory, 'prometheus.yml');
  const seconds = `${interval}s`;
  const global = { scrape_interval: seconds, scrape_timeout: seconds, evaluation_interval: seconds };
  const rules = alerting && {
    rule_files: alerting.ruleFiles,
    ...(alerting.alertmanager && {
      alerting: { alertmanagers: [{ static_configs: [{ targets: [alerting.alertmanager] }] }] },
    }),
  };
  // JSON is YAML.
  writeFileSync(config, JSON.stringify({ global, scrape_configs: jobs, ...rules }));
  const storage = `--storage.tsdb.path=${join(directory, 'data')}`;
  const prometheus = spawn('prometheus', [`--config.file=${config}`, storage, `--web.listen-address=${address}`], {
    stdio: 'ignore',
  });
  const exited = once(prometheus, 'exit');
  await until('Prometheus is ready', () => answers(`http://${address}/-/ready`));

  const ask = async <T>(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<T> => {
    const response = await fetch(`http://${address}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const answer = (await response.json()) as { status: string; error?: string; data: T };
    if (answer.status !== 'success') throw new Error(`${answer.error}: ${JSON.stringify(parameters)}`);
    return answer.data;
  };
  const query = async (path: string, parameters: Readonly<Record<string, string>>) => {
    const { result } = await ask<{ result: Result[] }>(path, parameters);
    return result.map(({ metric, value, values = value ? [value] : [] }) => ({
      metric,
      values: values.map(([, text]) => Number(text)),
    }));
  };
  return {
    url: `http://${address}`,
    ask,
    instant: (expression) => query('query', { query: expression }),
    range(expression, seconds, step) {
      const end = Date.now() / 1000;
      return query('query_range', { query: expression, start: `${end - seconds}`, end: `${end}`, step: `${step}` });
    },
    labelValues: (label, selector) => ask(`label/${label}/values`, { 'match[]': selector }),
    async stop() {
      prometheus.kill();
      await exited;
      rmSync(directory, { recursive: true });
    },
  };
}
