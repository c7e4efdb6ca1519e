import { colours } from '../colours.js';
import { latest } from '../host-expressions.js';
import { trend } from '../trend.js';
import { units } from '../units.js';

const source = { by: 'source' };

export const discoveryPanels = () => [
  trend({
    title: 'Sources of containers that answer',
    description:
      '1: it answered. 0 for docker or podman: containers are shown without names, images and state until it does. 0 for cgroup: no containers at all.',
    unit: units.count,
    max: 1,
    lines: [{ expr: latest('container_exporter_discovery_success', source), legend: '{{source}}, {{instance}}' }],
  }),
  trend({
    title: 'Duration of discovery',
    description: 'How long the walk over cgroups and the API took in each scrape.',
    unit: units.seconds,
    lines: [
      { expr: latest('container_exporter_discovery_duration_seconds', source), legend: '{{source}}, {{instance}}' },
    ],
  }),
  trend({
    title: 'Containers by source',
    description: 'cgroup: those that run. docker or podman: stopped ones too.',
    unit: units.count,
    lines: [{ expr: latest('container_exporter_containers', source), legend: '{{source}}, {{instance}}' }],
  }),
  trend({
    title: 'Age of answers in use',
    description:
      'The oldest inspect answer, and the last docker df. Both are asked for again in turn, so they stay bounded.',
    unit: units.duration,
    lines: [
      {
        expr: latest('container_exporter_inspect_age_seconds', source),
        legend: 'inspect {{source}}, {{instance}}',
        colour: colours.used,
      },
      { expr: latest('container_exporter_df_age_seconds'), legend: 'df, {{instance}}', colour: colours.reclaimable },
    ],
  }),
  trend({
    title: 'Duration of docker df',
    description: 'How long the daemon took to count what its objects take. It is asked again after ten times as long.',
    unit: units.seconds,
    lines: [{ expr: latest('container_exporter_df_duration_seconds'), legend: '{{instance}}' }],
  }),
  trend({
    title: 'Sight of Docker files',
    description:
      "1: the exporter sees the files that Docker keeps of each container, and can tell how large logs are. 0: it is not shown Docker's directory, or may not enter it.",
    unit: units.count,
    max: 1,
    lines: [{ expr: latest('container_exporter_docker_files_accessible'), legend: '{{instance}}' }],
  }),
];
