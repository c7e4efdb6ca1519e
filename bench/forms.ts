/** The forms in which an exposition is asked for. */
export const forms = {
  text: { accept: 'text/plain;version=0.0.4', 'accept-encoding': 'identity' },
  textGzip: { accept: 'text/plain;version=0.0.4', 'accept-encoding': 'gzip' },
  openMetrics: { accept: 'application/openmetrics-text;version=1.0.0', 'accept-encoding': 'identity' },
  openMetricsGzip: { accept: 'application/openmetrics-text;version=1.0.0', 'accept-encoding': 'gzip' },
} as const;

/** What Prometheus asks with from 2.39 on (scrape/scrape.go), so that it gets OpenMetrics from whoever has it. */
export const prometheusHeaders = {
  accept:
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,' +
    'text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
  'accept-encoding': 'gzip',
} as const;

export type FormName = keyof typeof forms;

export const formTitles: Readonly<Record<FormName, string>> = {
  text: 'text',
  textGzip: 'text, gzip',
  openMetrics: 'OpenMetrics',
  openMetricsGzip: 'OpenMetrics, gzip',
};
