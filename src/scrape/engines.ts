import type { RuntimeSource } from '../discovery/runtime-source.js';
import type { CountedEngine, Engine } from '../exporters/collector.js';
import type { RuntimeDiscovery } from './discover.js';

/** A source that is queried, and its pending answer. */
export interface AskedSource {
  readonly source: RuntimeSource;
  readonly discovery: Promise<RuntimeDiscovery | undefined>;
}

export interface Answered extends RuntimeDiscovery {
  /** Undefined for a source that is not an engine. */
  readonly engine: Engine | undefined;
}

/** Which sources of containers are engines, and how much disk their data uses. */
export interface Engines {
  /** The sources that are present, in their order, once all have answered. */
  answered(asked: readonly AskedSource[]): Promise<readonly Answered[]>;
  /** Requests each source's disk usage once the source has answered; `isWanted` says whether a collector needs it. */
  count(asked: readonly AskedSource[], isWanted: boolean, signal: AbortSignal): Promise<readonly CountedEngine[]>;
}

/** When a second engine goes away, the labels stay: otherwise the first engine's series would change twice. */
export function createEngines(): Engines {
  let several = false;

  function engineOf({ source: { diskUsage } }: AskedSource, { run, answer }: RuntimeDiscovery): Engine | undefined {
    if (!diskUsage && !answer.daemon) return undefined;
    return { source: run.source, label: several ? run.source : undefined, daemon: answer.daemon };
  }

  /** An engine that has not answered yet counts too, so that labels do not depend on which one is down. */
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
