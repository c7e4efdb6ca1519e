/** Where the page leads to. */
export interface Links {
  /** Relative to the page. */
  readonly metrics: string;
  /** Of a Grafana with our dashboards; undefined where the exporter was not told of one. */
  readonly grafana: string | undefined;
}

/** Dashboard `container-exporter-container`, for one container. What the address has as query stays, such as `var-instance`. */
export function dashboardOf(grafana: string, container: string): string {
  const url = new URL(grafana);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/d/container-exporter-container/`;
  url.searchParams.set('var-container', container);
  return url.href;
}
