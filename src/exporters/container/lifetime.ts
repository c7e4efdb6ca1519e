import { gauge } from '../../exposition/family.js';
import type { Collector } from '../collector.js';
import { eachContainer, eachRunning } from '../each.js';

const lastSeen = gauge('container_last_seen', 'When the container was last seen running: now. Unix time in seconds.');
const startTime = gauge(
  'container_start_time_seconds',
  'When the container was last started; where no API tells, when its first process was. Of the root (id="/") when the machine booted. Unix time.',
);
const creationTime = gauge(
  'container_creation_time_seconds',
  'When the container was created, also of stopped ones. Unix time.',
);

export const lifetime: Collector = {
  name: 'lifetime',
  help: 'When containers were created, started and last seen',
  enabledByDefault: true,
  needs: 'runtime',
  families: [lastSeen, startTime, creationTime],
  async collect(scrape) {
    await eachContainer(scrape, ({ cgroup, metadata }, emit) => {
      if (!cgroup) emit(creationTime, metadata?.created);
    });
    await eachRunning(scrape, (container, emit) => {
      const { now, proc, processes, machine } = scrape;
      emit(lastSeen, Math.floor(now));
      if (container.cgroup.path === '/') emit(startTime, machine.bootTime);
      if (container.cgroup.kind === 'ancestor') return;
      emit(creationTime, container.metadata?.created);
      const started = container.metadata?.inspect?.startedAt;
      if (started !== undefined) return emit(startTime, started);
      const first = processes.representative(container);
      const afterBoot = first === undefined ? undefined : proc.stat(first)?.startTime;
      if (afterBoot !== undefined && machine.bootTime !== undefined) emit(startTime, machine.bootTime + afterBoot);
    });
  },
};
