import type { Config } from '../../config.js';

export const doctorFormats = ['text', 'json', 'nagios', 'junit'] as const;
export const failOnChoices = ['critical', 'warning', 'info', 'none'] as const;

export interface DoctorConfig {
  /** Between the two looks. */
  readonly intervalSeconds: number;
  readonly format: (typeof doctorFormats)[number];
  /** The minimum severity of a finding to fail. */
  readonly failOn: (typeof failOnChoices)[number];
}

/** What the doctor looks at. */
export type Patient =
  | { readonly kind: 'this host'; readonly config: Config }
  | { readonly kind: 'another exporter'; readonly url: ExporterUrl };

export interface ExporterUrl {
  /** Includes the metrics path, without credentials: safe to show. */
  readonly href: string;
  /** The basic auth header, if the URL had a user. */
  readonly authorization: string | undefined;
}
