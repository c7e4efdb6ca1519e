import { inRange, latest, oomKills, restarts, uptime } from '../container-expressions.js';
import { figure } from '../figure.js';
import { list } from '../list.js';
import { ofContainer, oneContainer } from '../selectors.js';
import { badFromOne, worseFrom } from '../thresholds.js';
import { units } from '../units.js';

const imageLabels = 'image, runtime, network_mode, restart_policy, compose_service, short_id';

export const statePanels = () => [
  figure({
    title: 'State',
    description: "The runtime's word for how the container is. Unknown without the Docker API.",
    unit: units.count,
    expr: `max by (${oneContainer}, state) (container_state{${ofContainer}} == 1)`,
    legend: '{{state}}',
    words: true,
  }),
  figure({
    title: 'Health',
    description:
      'What its health check says. "none": it has no health check. Unknown while it does not run. "starting" is not trouble: the check has not passed yet, but may still.',
    unit: units.count,
    expr: `max by (${oneContainer}, status) (container_health_status{${ofContainer}} == 1)`,
    legend: '{{status}}',
    words: true,
  }),
  figure({
    title: 'Failed checks in a row',
    description:
      'How often its health check has failed since it last passed. At its number of retries it is unhealthy.',
    unit: units.count,
    expr: latest('container_health_failing_streak'),
    thresholds: worseFrom(1, 3),
    none: 'no check seen',
  }),
  figure({
    title: 'Up for',
    description: 'Time since it was last started. Short beside a high number of restarts: it does not come up.',
    unit: units.duration,
    expr: uptime,
    none: 'not seen running',
  }),
  figure({
    title: 'Restarts',
    description: 'Restarts by its restart policy in the time range. Each is a mark on the panels below.',
    unit: units.count,
    expr: restarts,
    thresholds: badFromOne,
  }),
  figure({
    title: 'OOM kills',
    description:
      "Processes that the kernel killed in the time range for want of memory, by the container's own counter: children, whose container lives on. A kill of its first process ends the container and its counter: see the mark 'Died of OOM'.",
    unit: units.count,
    expr: oomKills,
    thresholds: badFromOne,
  }),
  figure({
    title: 'Exit code',
    description:
      'Of a container that has exited. 0: it ended well. 137: killed, by an OOM kill or docker kill. 143: it was asked to end.',
    unit: units.count,
    expr: latest('container_exit_code'),
    thresholds: badFromOne,
    none: 'not seen to exit',
  }),
  figure({
    title: 'Limits hit',
    description:
      'Times in the range that memory in use hit its limit, so that the kernel had to reclaim. Not yet a kill, but work is slowed down.',
    unit: units.count,
    expr: inRange('container_memory_failcnt'),
    thresholds: worseFrom(1),
  }),
  list({
    title: 'What it is',
    description:
      'Image, network mode and restart policy, as the runtime has them. More rows than one: the name is on several instances.',
    columns: [
      {
        name: 'Info',
        expr: `max by (${oneContainer}, ${imageLabels}) (container_info{${ofContainer}})`,
        unit: units.count,
        labelsOnly: true,
      },
    ],
    labels: {
      name: 'Container',
      instance: 'Instance',
      image: 'Image',
      runtime: 'Runtime',
      network_mode: 'Network',
      restart_policy: 'Restart policy',
      compose_service: 'Compose service',
      short_id: 'Id',
    },
    hiddenLabels: ['job'],
    sortBy: 'Instance',
    leastFirst: true,
    height: 5,
  }),
];
