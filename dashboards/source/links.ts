import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';

/** Dashboards with this tag are linked to each other. */
export const tag = 'container-exporter';

/** Each dashboard's address in Grafana. Alerts lead to them too, so they stay as they are. */
export const uids = {
  overview: 'container-exporter-overview',
  container: 'container-exporter-container',
  host: 'container-exporter-host',
  disk: 'container-exporter-disk',
  exporter: 'container-exporter-exporter',
  fleet: 'container-exporter-fleet',
} as const;

/** Links to all of them at the top, which keep the time range and what is chosen. */
export const linksToOthers = () =>
  new DashboardLinkBuilder('Container exporter')
    .type(DashboardLinkType.Dashboards)
    .tags([tag])
    .asDropdown(false)
    .includeVars(true)
    .keepTime(true)
    .icon('external link')
    .tooltip('The other dashboards, with the same choices');

const interpolated = (name: string) => `$\{${name}}`;

/** From a figure about a container to the dashboard about it. Name and instance are Grafana's names of what is shown. */
export const linkToContainer = (name: string, instance: string) =>
  new DashboardLinkBuilder('All about this container').url(
    [
      `/d/${uids.container}?${interpolated('datasource:queryparam')}`,
      interpolated('job:queryparam'),
      interpolated('project:queryparam'),
      `var-instance=${interpolated(instance)}`,
      `var-container=${interpolated(name)}`,
      interpolated('__url_time_range'),
    ].join('&'),
  );
