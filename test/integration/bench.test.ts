import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Results } from '../../bench/results.js';
import { parentName } from '../../bench/tree/cgroups.js';
import { findHierarchies } from '../../bench/tree/hierarchies.js';
import { views } from '../../bench/tree/real-trees.js';
import { repository, workDirectory } from '../support/real/repository.js';
import { lacking, missingCommand, missingRoot } from '../support/real/requirements.js';
import { until } from '../support/until.js';

/** What is there of a run of the benchmark: its cgroups in each hierarchy, and the folder of what exporters are shown. */
const left = (): string[] =>
  [views, ...findHierarchies().mounts.map((mount) => `${mount}/${parentName}`)].filter((path) => existsSync(path));

const missing = lacking('the benchmark', [
  missingRoot(),
  missingCommand('cc', 'gcc and libc6-dev'),
  missingCommand('prometheus-node-exporter', 'prometheus-node-exporter'),
]);

// Three minutes on a machine of its own, many where others work.
describe.skipIf(missing)('npm run bench -- --quick', { timeout: 1_800_000 }, () => {
  const json = join(workDirectory('bench'), 'results.json');
  const bench = ['--import', 'tsx', join(repository, 'bench/main.ts'), '--quick', `--json=${json}`];

  afterEach(() => expect(left()).toEqual([]));

  test('ends well, with every ratio within its margin, and says what it measured', () => {
    const { status, stderr, stdout } = spawnSync(process.execPath, bench, { cwd: repository, encoding: 'utf8' });
    expect(stderr).not.toContain('is beyond');
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('CPU of a scrape, ms');

    const results = JSON.parse(readFileSync(json, 'utf8')) as Results;
    expect(results.tree).toBe('real');
    expect(results.sizes.map(({ containers }) => containers)).toEqual([0, 100, 400]);
    const [none, small, large] = results.sizes;
    if (!none || !small || !large) throw new Error('no sizes');
    // Each container has the same files and the same series.
    expect(small.files - none.files).toBeGreaterThan(100 * 10);
    expect((large.samples - none.samples) / (small.samples - none.samples)).toBeCloseTo(4, 0);
    for (const { limit, readPhase, scrapes, failedOpens, healthy } of [small, large]) {
      for (const cost of [limit, readPhase, ...Object.values(scrapes)]) expect(cost.cpuMs).toBeGreaterThan(0);
      expect(readPhase.cpuMs).toBeLessThan(scrapes.openMetricsGzip.cpuMs);
      expect(scrapes.textGzip.bytes).toBeLessThan(scrapes.text.bytes / 4);
      expect(failedOpens).toBeLessThan(20);
      expect(healthy.requests).toBeGreaterThan(10);
    }
    expect(results.atOnce.filesForAll).toBeLessThan(results.atOnce.filesForOne * 2);
    // The files of the first containers stay open from one scrape to the next.
    expect(small.opened).toBeLessThan(small.files / 4);
    expect(results.nodeExporter?.samples.ours).toBeGreaterThan(results.nodeExporter?.samples.theirs ?? 0);
  });

  test('leaves nothing when it is told to stop; what a killed run left, the next one removes', async () => {
    const leftAfter = async (signal: NodeJS.Signals): Promise<string[]> => {
      const child = spawn(process.execPath, bench, { cwd: repository, stdio: ['ignore', 'ignore', 'pipe'] });
      const exited = once(child, 'exit');
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
      // All cgroups are there then, and an exporter soon is.
      await until('the hosts', async () => said.includes('warming up'));
      expect(containerProcesses()).toBe(500);
      child.kill(signal);
      await exited;
      return left();
    };
    expect((await leftAfter('SIGKILL')).length).toBeGreaterThan(0);
    await until('the end of all processes in them', async () => containerProcesses() === 0);
    expect(await leftAfter('SIGTERM')).toEqual([]);
  });
});

/** Processes in the cgroups of the benchmark's containers. */
function containerProcesses(): number {
  const top = `${findHierarchies().mounts[0]}/${parentName}`;
  const files = readdirSync(top, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('cgroup.procs'));
  return files.flatMap((file) => readFileSync(join(top, file), 'utf8').split('\n')).filter((pid) => pid !== '').length;
}
