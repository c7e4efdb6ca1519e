import type { ProcReader } from '../../kernel/proc/procfs.js';
import { utf8 } from '../../kernel/text/bytes.js';

/**
 * The process that a runtime runs next to a container, outside its cgroup: the parent of the container's first process,
 * and of orphans. Any user can read its command line:
 *
 *     /usr/bin/conmon --api-version 1 -c <id> -u <id> -r /usr/bin/crun -b <bundle> ... -n <name> ...     Podman, CRI-O
 *     /usr/bin/containerd-shim-runc-v2 -namespace k8s.io -id <id of the sandbox> -address ...            containerd
 */
export type Supervisor =
  | { readonly kind: 'conmon'; readonly id: string; readonly name: string | undefined }
  | { readonly kind: 'shim'; readonly namespace: string; readonly id: string };

/** The arguments of a command, from /proc/<pid>/cmdline. Undefined if it is not a supervisor. */
export function parseSupervisor(words: readonly string[]): Supervisor | undefined {
  const [command = ''] = words;
  const program = command.slice(command.lastIndexOf('/') + 1);
  // Go accepts one dash or two, and the value also after an equals sign.
  const value = (...names: readonly string[]): string | undefined => {
    for (const [i, word] of words.entries()) {
      const [, name = '', given] = /^--?([a-z-]+)(?:=(.*))?$/s.exec(word) ?? [];
      if (names.includes(name)) return given ?? words[i + 1];
    }
    return undefined;
  };
  if (program === 'conmon') {
    const id = value('c', 'cid');
    return id === undefined ? undefined : { kind: 'conmon', id, name: value('n', 'name') };
  }
  if (!program.startsWith('containerd-shim')) return undefined;
  const [namespace, id] = [value('namespace'), value('id')];
  return namespace === undefined || id === undefined ? undefined : { kind: 'shim', namespace, id };
}

export interface Supervised {
  readonly supervisor: Supervisor;
  /** False while the container is being created, which a process other than the supervisor does. */
  readonly settled: boolean;
}

/** The most generations of a container's processes, and of those outside while it is being created. */
const mostInside = 32;
const mostOutside = 3;

/**
 * Walks up from a process to its container's supervisor. Processes inside the container are not trusted, as they may
 * call themselves anything.
 */
export function supervisorOf(
  pid: number,
  isInside: (pid: number) => boolean,
  proc: ProcReader,
): Supervised | undefined {
  let at: number | undefined = pid;
  for (let inside = 0; inside < mostInside; inside++) {
    at = proc.stat(at)?.parent;
    if (at === undefined || !isInside(at)) break;
  }
  for (let outside = 0; outside < mostOutside && at !== undefined && at > 1; outside++) {
    const supervisor = parseSupervisor(commandLine(proc, at));
    if (supervisor) return { supervisor, settled: outside === 0 };
    at = proc.stat(at)?.parent;
  }
  return undefined;
}

/** Supervisors have some 1,000 characters. Empty for a process that is gone, or a kernel thread. */
function commandLine(proc: ProcReader, pid: number): readonly string[] {
  return proc.read(`${pid}/cmdline`, (text) => utf8(text).split('\0'), 'beginning') ?? [];
}
