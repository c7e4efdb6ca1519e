/** The two exposition formats that Prometheus' scrapers request. */
export type Format = 'text' | 'openmetrics';

/** Exact `Content-Type` of each format; Prometheus 3 fails a scrape with an unknown type. */
export const contentTypes: Readonly<Record<Format, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** One element of an Accept or Accept-Encoding header: `text/plain;version=0.0.4;q=0.5`. */
interface Preference {
  /** Lower case: a media range or a coding. */
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** 0 (refused) to 1; a malformed one counts as 1. */
  readonly quality: number;
}

const mediaTypes: Readonly<Record<Format, { readonly type: string; readonly version: string }>> = {
  text: { type: 'text/plain', version: '0.0.4' },
  openmetrics: { type: 'application/openmetrics-text', version: '1.0.0' },
};

/**
 * Chooses the format for an `Accept` header by quality values; if they are equal, the more specific range wins, then
 * the text format, which is also the answer for a client that accepts neither. express' `req.accepts()` does not work
 * here: it compares parameters such as `version` literally and so finds OpenMetrics only through the wildcard.
 */
export function negotiateFormat(accept: string | undefined): Format {
  const preferences = parsePreferences(accept ?? '');
  const text = rate(preferences, 'text');
  const openmetrics = rate(preferences, 'openmetrics');
  const better =
    openmetrics.quality > text.quality ||
    (openmetrics.quality === text.quality && openmetrics.exactness > text.exactness);
  return better && openmetrics.quality > 0 ? 'openmetrics' : 'text';
}

/** Whether an `Accept-Encoding` header prefers gzip at least as much as no compression. */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const preferences = parsePreferences(acceptEncoding ?? '');
  const qualityOf = (...codings: string[]) =>
    preferences.find((preference) => codings.includes(preference.value))?.quality;
  const gzip = qualityOf('gzip', 'x-gzip') ?? qualityOf('*') ?? 0;
  return gzip > 0 && gzip >= (qualityOf('identity') ?? 0);
}

/** The most specific range that covers a format decides (RFC 9110, 12.5.1). */
function rate(preferences: readonly Preference[], format: Format): { quality: number; exactness: number } {
  const { type, version } = mediaTypes[format];
  const wildcard = `${type.slice(0, type.indexOf('/'))}/*`;
  let best = { quality: 0, exactness: -1 };
  for (const { value, parameters, quality } of preferences) {
    const asked = parameters.get('version');
    if (asked !== undefined && asked !== version) continue;
    const exactness =
      value === type ? (asked === undefined ? 2 : 3) : value === wildcard ? 1 : value === '*/*' ? 0 : undefined;
    if (exactness !== undefined && exactness > best.exactness) best = { quality, exactness };
  }
  return best;
}

function parsePreferences(header: string): Preference[] {
  return header.split(',').map((element) => {
    const [value = '', ...rest] = element.split(';');
    const parameters = new Map<string, string>();
    for (const parameter of rest) {
      const equals = parameter.indexOf('=');
      if (equals < 0) continue;
      const text = parameter.slice(equals + 1).trim();
      parameters.set(parameter.slice(0, equals).trim().toLowerCase(), text.replace(/^"(.*)"$/, '$1'));
    }
    return { value: value.trim().toLowerCase(), parameters, quality: parseQuality(parameters.get('q')) };
  });
}

function parseQuality(text: string | undefined): number {
  return text !== undefined && /^(0(\.\d*)?|1(\.0*)?)$/.test(text) ? Number(text) : 1;
}
