import type { RuntimeSource } from '../discovery/runtime-source.js';
import type { CountedEngine, Engine } from '../exporters/collector.js';
import type { RuntimeDiscovery } from './discover.js';

/** A source that is asked, and what comes of it. */
export interface AskedSource {
  readonly source: RuntimeSource;
  readonly discovery: Promise<RuntimeDiscovery | undefined>;
}

export interface Answered extends RuntimeDiscovery {
  /** Undefined for a source that is no engine. */
  readonly engine: Engine | undefined;
}

/** Which of the sources of containers are engines, and what their data takes of the disk. */
export interface Engines {
  /** Of the sources that are there, in their order, once all have answered. */
  answered(asked: readonly AskedSource[]): Promise<readonly Answered[]>;
  /** Asks each that answers, as soon as it has; `isWanted` is whether anybody asks for disk usage. */
  count(asked: readonly AskedSource[], isWanted: boolean, signal: AbortSignal): Promise<readonly CountedEngine[]>;
}

/** A second engine that goes leaves its series' labels behind: those of the first would not change twice. */
export function createEngines(): Engines {
  let several = false;

  function engineOf({ source: { diskUsage } }: AskedSource, { run, answer }: RuntimeDiscovery): Engine | undefined {
    if (!diskUsage && !answer.daemon) return undefined;
    return { source: run.source, label: several ? run.source : undefined, daemon: answer.daemon };
  }

  /** Also one that has yet to answer counts, so that labels do not hang on who is down. */
  function look(asked: readonly AskedSource[]): void {
    several ||= asked.filter(({ source }) => source.diskUsage).length > 1;
  }

  return {
    async answered(asked) {
      look(asked);
      const all = await Promise.all(
        asked.map(async (one) => {
          const discovery = await one.discovery;
          return discovery && { ...discovery, engine: engineOf(one, discovery) };
        }),
      );
      return all.filter((one) => one !== undefined);
    },
    async count(asked, isWanted, signal) {
      look(asked);
      if (!isWanted) return [];
      const all = await Promise.all(
        asked.map(async (one) => {
          const discovery = await one.discovery;
          const engine = discovery && engineOf(one, discovery);
          return engine && { ...engine, diskUsage: await one.source.diskUsage?.ask(signal) };
        }),
      );
      return all.filter((one) => one !== undefined);
    },
  };
}
