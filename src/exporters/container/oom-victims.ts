import { recogniseContainer } from '../../discovery/cgroup/cgroup-name.js';
import type { Container } from '../../discovery/container.js';
import { gauge } from '../../exposition/family.js';
import { label } from '../../exposition/labels.js';
import { readKernelLog } from '../../kernel/fs/kernel-log.js';
import { oomKillMarker, parseOomKill } from '../../kernel/text/oom-kill.js';
import type { Collector, RuntimeContext } from '../collector.js';
import { eachContainer } from '../each.js';

const killed = gauge(
  'container_oom_victim_timestamp_seconds',
  'When the OOM killer last killed a process of this name in the container, for the five names that were killed last, as far back as the kernel log goes. Unix time, less what the machine slept.',
  ['task'],
);

/** More names would not help anybody, and the container chooses them. */
const mostTasks = 5;

export const oomVictims: Collector = {
  name: 'oom-victims',
  help: 'Which process the OOM killer killed, from the kernel log (/dev/kmsg): needs root or a readable device, and CAP_SYSLOG where kernel.dmesg_restrict is 1; reads the whole log each time, 3 us a line',
  enabledByDefault: false,
  // Containers that died of it have a name only in the API.
  needs: 'runtime',
  families: [killed],
  async collect(scrape) {
    const { bootTime } = scrape.machine;
    if (bootTime === undefined) return;
    const victims = await readVictims(scrape);
    await eachContainer(scrape, (container, emit) => {
      if (container.cgroup?.kind === 'ancestor') return;
      const tasks = [...(victims.get(keyOf(container)) ?? [])].sort(([, a], [, b]) => b - a).slice(0, mostTasks);
      for (const [task, time] of tasks) emit(killed, bootTime + time, label('task', task));
    });
  },
};

/** A container is identified by its id, whatever its cgroup is called; everything else by its cgroup's path. */
const keyOf = ({ id, cgroup, metadata }: Container) => metadata?.id ?? cgroup?.runtime?.id ?? id;

/** When each task was last killed, in seconds since boot, by owner. */
async function readVictims(scrape: RuntimeContext): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  const victims = new Map<string, Map<string, number>>();
  for (const record of readKernelLog(`${scrape.rootfs.root.replace(/\/+$/, '')}/dev/kmsg`, oomKillMarker)) {
    const victim = record && parseOomKill(record.message);
    if (victim) {
      const key = ownerOf(victim.cgroup);
      const tasks = victims.get(key) ?? new Map<string, number>();
      // The log is in chronological order.
      victims.set(key, tasks.set(victim.task, record.time));
    }
    const turn = record ? undefined : scrape.breathe();
    if (turn) await turn;
  }
  return victims;
}

/** The id of the outermost container that a cgroup is in; its path if it is in none. */
function ownerOf(path: string): string {
  const parts = path.split('/');
  for (let length = 2; length <= parts.length; length++) {
    const runtime = recogniseContainer(parts.slice(0, length).join('/'));
    if (runtime) return runtime.id;
  }
  return path;
}
