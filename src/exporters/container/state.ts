import type { ContainerState } from '../../discovery/container.js';
import { counter, gauge } from '../../exposition/family.js';
import { label } from '../../exposition/labels.js';
import type { Collector } from '../collector.js';
import { eachContainer } from '../each.js';

const states: readonly ContainerState[] = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];
const stateLabels = states.map((state) => [state, label('state', state)] as const);

const state = gauge('container_state', "Whether the container is in this one of Docker's states.", ['state']);
const restarts = counter(
  'container_restarts_total',
  'Restarts by the restart policy since the container was started by hand.',
);
const exitCode = gauge('container_exit_code', 'Exit code of a container that has exited. Not there while it runs.');
const oomKilled = gauge(
  'container_oom_killed',
  'Whether the runtime noted an OOM kill in the last run (State.OOMKilled). What it notes differs by version, and it misses some where PID 1 itself is killed: the truth of a running container is container_oom_events_total.',
);
const finished = gauge('container_finished_timestamp_seconds', 'When the container last exited. Unix time.');

/** What only the runtime's API reports: nothing without one, and stopped containers have it too. */
export const containerState: Collector = {
  name: 'state',
  help: 'State, restarts, exit code and end of each container, stopped ones included',
  enabledByDefault: true,
  needs: 'runtime',
  families: [state, restarts, exitCode, oomKilled, finished],
  collect: (scrape) =>
    eachContainer(scrape, ({ metadata }, emit) => {
      if (!metadata) return;
      const { state: now, inspect } = metadata;
      if (now !== undefined) for (const [one, rendered] of stateLabels) emit(state, one === now ? 1 : 0, rendered);
      emit(restarts, inspect?.restartCount);
      // In the API a container that is running, or never ran, has an exit code of 0.
      if (now === 'exited' || now === 'dead' || now === 'restarting') emit(exitCode, inspect?.exitCode);
      if (inspect?.oomKilled !== undefined) emit(oomKilled, inspect.oomKilled ? 1 : 0);
      emit(finished, inspect?.finishedAt);
    }),
};
