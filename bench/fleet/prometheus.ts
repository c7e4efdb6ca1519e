import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface FleetJob {
  readonly port: number;
  readonly hosts: number;
  /** Seconds from scrape to scrape. */
  readonly interval: number;
  /** The regular expression of metric names that are kept; undefined keeps all. */
  readonly keep: string | undefined;
  readonly ruleFiles: readonly string[];
}

export interface FleetPrometheus {
  readonly process: ChildProcess;
  /** One value of its own metrics. */
  value(expression: string): Promise<number>;
  /** Bytes that it has in memory now, by /proc. */
  memory(): number;
  /** Seconds of CPU since it was started, by /proc. */
  cpu(): number;
  stop(): Promise<void>;
}

/** Starts Prometheus on `listen` with one target for each host, and itself as another job. */
export async function startFleetPrometheus(job: FleetJob, listen: string, directory: string): Promise<FleetPrometheus> {
  const relabel = job.keep && [{ source_labels: ['__name__'], regex: job.keep, action: 'keep' }];
  const config = {
    global: { scrape_interval: `${job.interval}s`, scrape_timeout: `${job.interval}s`, evaluation_interval: '30s' },
    rule_files: job.ruleFiles,
    scrape_configs: [
      {
        job_name: 'container-exporter',
        ...(relabel && { metric_relabel_configs: relabel }),
        static_configs: Array.from({ length: job.hosts }, (_, i) => ({
          targets: [`127.0.0.1:${job.port}`],
          labels: { __metrics_path__: `/${i}`, instance: `host-${i}`, cluster: `cluster-${i % 4}` },
        })),
      },
      { job_name: 'prometheus', static_configs: [{ targets: [listen] }] },
    ],
  };
  const file = join(directory, 'prometheus.yml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(config));
  const flags = [
    `--config.file=${file}`,
    `--storage.tsdb.path=${join(directory, 'data')}`,
    `--web.listen-address=${listen}`,
  ];
  const child = spawn('prometheus', flags, { stdio: 'ignore' });
  const exited = once(child, 'exit');
  for (let i = 0; ; i++) {
    if (child.exitCode !== null || i > 300)
      throw new Error(`prometheus did not start, see its messages with ${flags.join(' ')}`);
    const ready = await fetch(`http://${listen}/-/ready`)
      .then((answer) => answer.ok)
      .catch(() => false);
    if (ready) break;
    await sleep(100);
  }
  return {
    process: child,
    async value(query) {
      const answer = await fetch(`http://${listen}/api/v1/query?${new URLSearchParams({ query })}`);
      const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
      return Number(data.result[0]?.value[1] ?? Number.NaN);
    },
    memory: () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) * 1024,
    cpu() {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      return (Number(fields[11]) + Number(fields[12])) / 100;
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
