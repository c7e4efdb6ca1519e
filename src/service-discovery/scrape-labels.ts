/** What a container's labels request from Prometheus. */
export interface ScrapeWish {
  /** Empty without the label. */
  readonly ports: readonly number[];
  /** Name of the network to reach it in; undefined if not given. */
  readonly network: string | undefined;
  /**
   * What they set on the target: `__metrics_path__`, `__scheme__`, `__scrape_interval__`, `__scrape_timeout__`,
   * `__param_*`, `job`.
   */
  readonly labels: Readonly<Record<string, string>>;
}

/** A label has a value that can't be used; the message names the label and what is expected, but not the value. */
export class LabelError extends Error {
  override readonly name = 'LabelError';
}

/**
 * Kubernetes' annotations, which people also use as container labels. They are recognised in addition to the prefix's,
 * whatever it is.
 */
const kubernetes: Readonly<Record<string, string>> = {
  enable: 'prometheus.io/scrape',
  port: 'prometheus.io/port',
  path: 'prometheus.io/path',
  scheme: 'prometheus.io/scheme',
};
const kubernetesParameter = 'prometheus.io/param_';

const mostPorts = 32;
const longestValue = 1024;

export type ContainerLabels = Readonly<Record<string, string>>;

/** Whether a label is a scrape label. */
export function isScrapeLabel(name: string, prefix: string): boolean {
  return name.startsWith(`${prefix}.`) || name.startsWith('prometheus.io/');
}

/** Whether to scrape a container at all: only with a label that says so. */
export function wantsScrape(labels: ContainerLabels, prefix: string): boolean {
  return /^(?:true|1)$/i.test(read(labels, prefix, 'enable')?.value.trim() ?? '');
}

/** @throws LabelError */
export function readScrapeLabels(labels: ContainerLabels, prefix: string): ScrapeWish {
  const take = <T>(field: string, parse: (value: string) => T | undefined, expected: string): T | undefined => {
    const found = read(labels, prefix, field);
    if (!found) return undefined;
    const parsed = found.value.length > longestValue ? undefined : parse(found.value.trim());
    if (parsed === undefined) throw new LabelError(`label ${found.label}: expected ${expected}`);
    return parsed;
  };
  const ports = take('port', parsePorts, `ports from 1 to 65535, up to ${mostPorts} with commas between them`);
  const path = take('path', parsePath, 'a path such as /metrics');
  const scheme = take('scheme', (text) => (/^https?$/.test(text) ? text : undefined), 'http or https');
  const network = take('network', (text) => text || undefined, 'the name of a network');
  const job = take('job', parseText, 'a text');
  const interval = take('interval', parseInterval, 'a duration of a second or more, such as 30s');
  const timeout = take('timeout', parseInterval, 'a duration of a second or more, such as 10s');
  if (interval && timeout && timeout.seconds > interval.seconds) {
    throw new LabelError(`label ${prefix}.timeout: expected no more than the interval`);
  }
  return {
    ports: ports ?? [],
    network,
    labels: {
      ...(path && { __metrics_path__: path }),
      ...(scheme && { __scheme__: scheme }),
      ...(interval && { __scrape_interval__: interval.text, __scrape_timeout__: timeoutFor(interval) }),
      ...(timeout && { __scrape_timeout__: timeout.text }),
      ...(job && { job }),
      ...readParameters(labels, prefix),
    },
  };
}

interface Found {
  readonly label: string;
  readonly value: string;
}

function read(labels: ContainerLabels, prefix: string, field: string): Found | undefined {
  const names = [`${prefix}.${field}`, kubernetes[field]];
  for (const label of names) {
    const value = label === undefined || !Object.hasOwn(labels, label) ? undefined : labels[label];
    if (label !== undefined && value !== undefined) return { label, value };
  }
  return undefined;
}

function parsePorts(text: string): number[] | undefined {
  const parts = text.split(',').map((part) => part.trim());
  const ports = parts.map((part) => (/^\d{1,5}$/.test(part) ? Number(part) : 0));
  const areWell = ports.length <= mostPorts && ports.every((port) => port > 0 && port <= 65_535);
  return areWell ? [...new Set(ports)] : undefined;
}

/** Prometheus appends it to the address unchanged; a query belongs in the parameters. */
function parsePath(text: string): string | undefined {
  return /^\/[\x21-\x7e]*$/.test(text) && !/[?#\\]/.test(text) ? text : undefined;
}

function parseText(text: string): string | undefined {
  return text === '' || /\p{Cc}/u.test(text) ? undefined : text;
}

interface Duration {
  readonly text: string;
  readonly seconds: number;
}

const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };
const duration = /^(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?(?:(\d{1,6})ms)?$/;

/** Prometheus' form, `1m30s`. */
function parseInterval(text: string): Duration | undefined {
  const match = duration.exec(text);
  if (!match) return undefined;
  const amounts = match.slice(1).map((amount) => Number(amount ?? 0));
  const seconds = ['d', 'h', 'm', 's', 'ms'].reduce((sum, unit, i) => sum + (amounts[i] ?? 0) * (units[unit] ?? 0), 0);
  return seconds >= 1 ? { text, seconds } : undefined;
}

/** Prometheus rejects a target whose timeout exceeds its interval, and its own default is 10 s. */
function timeoutFor(interval: Duration): string {
  return interval.seconds < 10 ? interval.text : '10s';
}

function readParameters(labels: ContainerLabels, prefix: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  // Those with the prefix win, whatever their order.
  for (const start of [kubernetesParameter, `${prefix}.param.`]) {
    for (const [label, value] of Object.entries(labels)) {
      if (!label.startsWith(start)) continue;
      const name = label.slice(start.length);
      if (!/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(name)) {
        throw new LabelError(`label ${start}*: expected a name of letters, digits and _`);
      }
      if (value.length > longestValue) throw new LabelError(`label ${label}: expected at most ${longestValue} letters`);
      parameters[`__param_${name}`] = value;
    }
  }
  return parameters;
}
