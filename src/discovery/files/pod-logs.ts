import { statSync } from 'node:fs';
import { absentOrThrow, listKernelDirectory } from '../../kernel/read.js';
import type { Cgroup } from '../container.js';
import type { NameSource, Told } from '../names.js';

/**
 * The kubelet keeps a link to each pod container's log in /var/log/containers, which any user can list:
 *
 *     <pod>_<namespace>_<container>-<id>.log
 *
 * Kubernetes names have no underscores. A sandbox has no log.
 */
const logName = /^([^_]+)_([^_]+)_(.+)-([0-9a-f]{64})\.log$/;

/** Undefined for any other file name. */
export function parseLogName(file: string): { readonly id: string; readonly told: Told } | undefined {
  const match = logName.exec(file);
  if (!match) return undefined;
  const [, pod, namespace, container, id = ''] = match;
  return { id, told: { pod, namespace, container } };
}

/** The most links that are read: the kubelet runs 110 pods by default, and removes links of dead containers. */
const mostLogs = 20_000;

/** A filesystem's clock has a resolution of some milliseconds, within which a folder may change again. */
const settledAfterMs = 1000;

/** Names from the kubelet's log file names. The folder is listed when it has changed. */
export function createPodLogNames(folder: string): NameSource {
  let listed: { readonly changed: number; readonly byId: ReadonlyMap<string, Told> } | undefined;

  function read(): ReadonlyMap<string, Told> | undefined {
    const changed = modified(folder);
    if (changed === undefined) return undefined;
    if (listed?.changed === changed) return listed.byId;
    const byId = new Map<string, Told>();
    for (const file of (listKernelDirectory(folder) ?? []).slice(0, mostLogs)) {
      const log = parseLogName(file);
      if (log) byId.set(log.id, log.told);
    }
    listed = Date.now() - changed > settledAfterMs ? { changed, byId } : undefined;
    return byId;
  }

  return {
    name: 'pod-logs',
    async ask(containers) {
      const told = new Map<Cgroup, Told>();
      try {
        const byId = read();
        if (!byId) return undefined;
        for (const cgroup of containers) {
          const one = cgroup.runtime && byId.get(cgroup.runtime.id);
          if (one) told.set(cgroup, one);
        }
        return { told };
      } catch (error) {
        return { told, error };
      }
    },
  };
}

/** Milliseconds since 1970; undefined if there is no such folder. */
function modified(folder: string): number | undefined {
  try {
    return statSync(folder).mtimeMs;
  } catch (error) {
    return absentOrThrow(folder, error);
  }
}
