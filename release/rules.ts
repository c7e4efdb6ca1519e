import { parse } from 'yaml';

/** Where the pages and dashboards are that alerts lead to; undefined leaves the paths as they are. */
export interface Addresses {
  /** What comes before `docs/runbooks/...`, such as `https://git.example.org/container-exporter/blob/v0.1.0`. */
  readonly runbookUrl?: string | undefined;
  /** Grafana's, which comes before `/d/...`. */
  readonly grafanaUrl?: string | undefined;
}

/**
 * Puts addresses before the paths in a rule file of `alerts/`; all else, comments too, stays as it is.
 * @throws Error for an address that is not http or https
 */
export function withAddresses(rules: string, { runbookUrl, grafanaUrl }: Addresses): string {
  let text = rules;
  if (runbookUrl !== undefined) {
    const base = address('--runbook-url', runbookUrl);
    text = text.replaceAll(/^( +runbook_url: )(?=docs\/)/gm, (_, before: string) => `${before}${base}/`);
  }
  if (grafanaUrl !== undefined) {
    const base = address('--grafana-url', grafanaUrl);
    text = text.replaceAll(/^( +dashboard: ')(?=\/d\/)/gm, (_, before: string) => `${before}${base}`);
  }
  return text;
}

function address(flag: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || /['"\s{}]/.test(text)) {
    throw new Error(`${flag}: '${text}' is no address, expected one such as https://example.org/path`);
  }
  return text.replace(/\/+$/, '');
}

/** The rule files as one object for prometheus-operator (monitoring.coreos.com/v1, PrometheusRule). */
export function prometheusRule(files: readonly string[]): object {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: {
      name: 'container-exporter',
      namespace: 'container-exporter',
      labels: { 'app.kubernetes.io/name': 'container-exporter' },
    },
    spec: { groups: files.flatMap((text) => (parse(text) as { groups: object[] }).groups) },
  };
}
