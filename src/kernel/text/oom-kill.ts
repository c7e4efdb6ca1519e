/** The OOM killer's victim. */
export interface OomVictim {
  /** Path of the memory cgroup that it was in. */
  readonly cgroup: string;
  /** The task's name (comm): at most 15 bytes. */
  readonly task: string;
  readonly pid: number;
}

/** What the kernel logs once for each kill, since Linux 5.0. */
export const oomKillMarker = 'oom-kill:constraint=';

/**
 * A line of the kernel log (mm/oom_kill.c, dump_oom_summary); undefined for any other. A task's name may contain
 * anything, including commas, and is third from last.
 *
 *     oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=d20f,mems_allowed=0,oom_memcg=/docker/d20f,
 *     task_memcg=/docker/d20f,task=tail,pid=20673,uid=0                                          (all of it one line)
 */
export function parseOomKill(line: string): OomVictim | undefined {
  if (!line.startsWith(oomKillMarker)) return undefined;
  const [, cgroup, task, pid] = /,task_memcg=(\/.*?),task=(.*),pid=(\d+),uid=\d+$/.exec(line) ?? [];
  return cgroup === undefined || task === undefined ? undefined : { cgroup, task, pid: Number(pid) };
}
