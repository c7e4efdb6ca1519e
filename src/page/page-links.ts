/** The page's links. */
export interface Links {
  /** Relative to the page. */
  readonly metrics: string;
  /** URL of a Grafana with our dashboards; undefined if none is configured. */
  readonly grafana: string | undefined;
}

/** Dashboard `container-exporter-container`, for one container. The URL's query, such as `var-instance`, is kept. */
export function dashboardOf(grafana: string, container: string): string {
  const url = new URL(grafana);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/d/container-exporter-container/`;
  url.searchParams.set('var-container', container);
  return url.href;
}
