import type { Column } from './exposition/samples.js';

/** Computes all samples anew, from what the kernel and the runtime say now. */
export interface Scraper {
  scrape(request: ScrapeRequest): Promise<readonly Column[]>;
  /** How the last discovery of each source went, for the landing page; undefined before the first scrape. */
  sources(): ReadonlyMap<string, SourceStatus>;
}

export interface SourceStatus {
  readonly success: boolean;
  readonly error: string | undefined;
}

export interface ScrapeRequest {
  /** Exporters to run, of the enabled ones. */
  readonly collectors: ReadonlySet<string>;
  /** When the scrape must be done, as performance.now() tells time; exporters that are late are left out. */
  readonly deadline: number;
}
