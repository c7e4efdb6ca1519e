import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { type Colour, colours } from './colours.js';
import { chosenPrometheus } from './datasource.js';
import { now } from './queries.js';
import { ofContainer, ofHost, oneContainer, oneHost } from './selectors.js';

interface Mark {
  readonly name: string;
  readonly expr: string;
  readonly colour: Colour;
  readonly text: string;
}

/** Marks all panels where the expression has a value. */
const mark = ({ name, expr, colour, text }: Mark) =>
  new AnnotationQueryBuilder()
    .name(name)
    .datasource(chosenPrometheus)
    .enable(true)
    .iconColor(colour)
    .expr(expr)
    .step('')
    .titleFormat(name)
    .textFormat(text)
    .target(now(0, expr, text).range());

/** The kernel counted a kill in the container: a child's, if the container lives on. */
const oomKills = () =>
  mark({
    name: 'OOM kill',
    expr: `sum by (${oneContainer}) (increase(container_oom_events_total{${ofContainer}}[$__rate_interval])) > 0`,
    colour: colours.bad,
    text: '{{name}} on {{instance}}: a process was killed for want of memory',
  });

/** The counter is gone with the container that dies of it, but the runtime says so until it is started again. */
const oomDeaths = () =>
  mark({
    name: 'Died of OOM',
    expr: `max by (${oneContainer}) (container_oom_killed{${ofContainer}}) == 1`,
    colour: colours.bad,
    text: '{{name}} on {{instance}}: the runtime noted an OOM kill, and it has not been started since',
  });

const startTime = `container_start_time_seconds{${ofContainer}}`;

/**
 * A start by the policy or by hand, or of a new container that has the name of one that was there ten minutes before, as a
 * deployment makes it. The name's first container is no restart.
 */
const restarts = () =>
  mark({
    name: 'Restart',
    expr: `max by (${oneContainer}) (${startTime}) > max by (${oneContainer}) (max_over_time(${startTime}[10m] offset $__rate_interval))`,
    colour: colours.warning,
    text: '{{name}} on {{instance}} was started again, or re-created',
  });

/** Kills anywhere on the host, those of containers that are gone among them. */
const hostOomKills = () =>
  mark({
    name: 'OOM kill on the host',
    expr: `sum by (${oneHost}) (increase(node_vmstat_oom_kill{${ofHost}}[$__rate_interval])) > 0`,
    colour: colours.bad,
    text: '{{instance}}: a process was killed for want of memory',
  });

export const containerAnnotations = () => [oomKills(), oomDeaths(), restarts()];
export const hostAnnotations = () => [hostOomKills()];
