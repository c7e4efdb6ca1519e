import type { Logger } from 'pino';
import { type Container, namedBy } from '../discovery/container.js';
import type { CgroupDiscovery, SourceRun } from './discover.js';
import type { CollectorRun } from './run-collector.js';

/** What `--log.level=debug` logs about a scrape, phase by phase. */
export interface Story {
  walked(found: CgroupDiscovery | undefined): void;
  kernelRead(): void;
  named(containers: readonly Container[], runs: readonly SourceRun[]): void;
  ended(runs: ReadonlyMap<string, CollectorRun>): void;
}

/** How many names one log line lists. */
const mostListed = 10;

const silent: Story = { walked() {}, kernelRead() {}, named() {}, ended() {} };

export function createStory(log: Logger): Story {
  if (!log.isLevelEnabled('debug')) return silent;
  const began = performance.now();
  let last = began;
  /** Milliseconds since the previous phase. */
  const phase = () => {
    const now = performance.now();
    const ms = rounded(now - last);
    last = now;
    return ms;
  };
  return {
    walked(found) {
      if (!found) return;
      const count = (kind: string) => found.cgroups.filter((cgroup) => cgroup.kind === kind).length;
      log.debug(
        {
          ...{ ms: phase(), cgroup_version: found.layout?.version, root: found.layout?.walked },
          ...{ containers: count('container'), ancestors: count('ancestor'), others: count('other') },
        },
        'scrape: cgroupfs walked',
      );
    },
    kernelRead() {
      log.debug({ ms: phase() }, 'scrape: kernel files of containers read');
    },
    named(containers, runs) {
      const running = containers.filter(({ cgroup }) => cgroup?.kind === 'container');
      const namers = running.map(namedBy);
      const unnamed = running.filter((_, i) => namers[i] === 'id');
      const count = (by: string) => namers.filter((namer) => namer === by).length;
      const fields = {
        ...{
          ms: phase(),
          answered_ms: Object.fromEntries(runs.map((run) => [run.source, rounded(run.seconds * 1000)])),
        },
        named_by: Object.fromEntries([...new Set(namers)].map((by) => [by, count(by)])),
        stopped: containers.filter(({ cgroup }) => !cgroup).length,
        unnamed: unnamed.slice(0, mostListed).map(({ id }) => id),
      };
      log.debug(fields, runs.length > 0 ? 'scrape: runtimes answered or given up' : 'scrape: no runtime to ask');
    },
    ended(runs) {
      const slowest = [...runs].sort(([, a], [, b]) => b.seconds - a.seconds).slice(0, mostListed);
      log.debug(
        {
          ...{ ms: phase(), total_ms: rounded(performance.now() - began) },
          slowest: Object.fromEntries(slowest.map(([name, { seconds }]) => [name, rounded(seconds * 1000)])),
          failed: [...runs].filter(([, { error }]) => error !== undefined).map(([name]) => name),
        },
        'scrape: ended',
      );
    },
  };
}

const rounded = (ms: number): number => Math.round(ms * 10) / 10;
