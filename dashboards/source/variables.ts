import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { chosenPrometheus } from './datasource.js';

const datasource = () => new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');

/** A choice among a label's values. Read again when the time range changes, as containers come and go. */
function choice(name: string, label: string, series: string, from: string): QueryVariableBuilder {
  const query = `label_values(${series}, ${from})`;
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(chosenPrometheus)
    .query({ query, refId: `variable-${name}` })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
}

/** Several or all of them. `allValue` is the pattern that stands for all. */
const several = (variable: QueryVariableBuilder, allValue: string) =>
  variable
    .multi(true)
    .includeAll(true)
    .allValue(allValue)
    .current({ selected: true, text: ['All'], value: ['$__all'] });

const job = () => several(choice('job', 'Job', 'container_exporter_build_info', 'job'), '.+');

const instance = () =>
  several(choice('instance', 'Instance', 'container_exporter_build_info{job=~"$job"}', 'instance'), '.+');

const projectLabel = 'container_label_com_docker_compose_project';

/** All includes containers that belong to no project. */
const project = () =>
  several(
    choice('project', 'Compose project', 'container_info{job=~"$job", instance=~"$instance"}', projectLabel),
    '.*',
  );

const container = () =>
  choice(
    'container',
    'Container',
    `container_info{job=~"$job", instance=~"$instance", ${projectLabel}=~"$project"}`,
    'name',
  );

/** For dashboards about hosts alone. */
export const hostVariables = () => [datasource(), job(), instance()];

/** For dashboards about many containers. All leaves out the cgroups above containers, which have no name. */
export const containerVariables = () => [...hostVariables(), project(), several(container(), '.+')];

/** For the dashboard about one container. */
export const oneContainerVariables = () => [...hostVariables(), project(), container()];
