import type { HealthStatus } from '../../discovery/container.js';
import { gauge } from '../../exposition/family.js';
import { label } from '../../exposition/labels.js';
import type { Collector } from '../collector.js';
import { eachContainer } from '../each.js';

const statuses: readonly HealthStatus[] = ['healthy', 'unhealthy', 'starting', 'none'];
const statusLabels = statuses.map((status) => [status, label('status', status)] as const);

/** cAdvisor's numbers. */
const healthStates: Readonly<Record<HealthStatus, number>> = { healthy: 1, starting: 0, unhealthy: 0, none: -1 };

const healthStatus = gauge(
  'container_health_status',
  "Whether the running container's health check says this; none: it has no health check.",
  ['status'],
);
const healthState = gauge(
  'container_health_state',
  "The running container's health: 1 healthy, 0 starting or unhealthy, -1 without a health check.",
);
const failingStreak = gauge(
  'container_health_failing_streak',
  'How often the health check of the running container has failed in a row.',
);

/**
 * Docker reports paused and exited containers as unhealthy, as nothing checks them: only running ones are reported
 * here.
 */
export const containerHealth: Collector = {
  name: 'health',
  help: 'Health checks of running containers',
  enabledByDefault: true,
  needs: 'runtime',
  families: [healthStatus, healthState, failingStreak],
  collect: (scrape) =>
    eachContainer(scrape, ({ metadata }, emit) => {
      const health = metadata?.state === 'running' ? metadata.inspect?.health : undefined;
      if (health === undefined) return;
      for (const [one, rendered] of statusLabels) emit(healthStatus, one === health ? 1 : 0, rendered);
      emit(healthState, healthStates[health]);
      if (health !== 'none') emit(failingStreak, metadata?.inspect?.healthFailingStreak);
    }),
};
