import type { DaemonSettings } from '../../discovery/runtime-source.js';
import { gauge } from '../../exposition/family.js';
import { labels } from '../../exposition/labels.js';
import type { Collector } from '../collector.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';

const asFigure = (setting: boolean | undefined) => (setting === undefined ? undefined : Number(setting));

/** `GET /info`, https://docs.docker.com/reference/api/engine/version/v1.52/#tag/System/operation/SystemInfo */
const figures: Figures<DaemonSettings> = [
  [
    gauge(
      'docker_live_restore_enabled',
      'Whether containers live on while the Docker daemon is down (live-restore of daemon.json).',
      ['engine'],
    ),
    ({ liveRestore }) => asFigure(liveRestore),
  ],
  [
    gauge('docker_swarm_active', 'Whether the Docker daemon is part of a swarm, or on its way into one.', ['engine']),
    ({ swarm }) => asFigure(swarm),
  ],
  [
    gauge('docker_swap_limit_supported', 'Whether the kernel can limit the swap of containers, as Docker sees it.', [
      'engine',
    ]),
    ({ swapLimit }) => asFigure(swapLimit),
  ],
];
const loggingDriver = gauge(
  'docker_logging_driver_info',
  'The logging driver of new containers: always 1. container_log_limit_bytes says how each container has it.',
  ['driver', 'engine'],
);

/** As old as the first contact: these change only when the daemon restarts, after which it is queried again. */
export const dockerDaemon: Collector = {
  name: 'docker-daemon',
  help: "Docker's own settings: live-restore, swap limits, the logging driver",
  enabledByDefault: true,
  needs: 'runtime',
  families: [...familiesOf(figures), loggingDriver],
  collect({ engines, emit }) {
    for (const { daemon, label: engine } of engines) {
      const settings = daemon?.settings;
      emitFigures(figures, settings, emit, labels({ engine }));
      if (settings?.logDriver !== undefined) emit(loggingDriver, 1, labels({ driver: settings.logDriver, engine }));
    }
  },
};
