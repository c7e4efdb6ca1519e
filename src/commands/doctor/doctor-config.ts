import type { Config } from '../../config.js';

export const doctorFormats = ['text', 'json', 'nagios', 'junit'] as const;
export const failOnChoices = ['critical', 'warning', 'info', 'none'] as const;

export interface DoctorConfig {
  /** Between the two looks. */
  readonly intervalSeconds: number;
  readonly format: (typeof doctorFormats)[number];
  /** How bad a finding has to be to fail. */
  readonly failOn: (typeof failOnChoices)[number];
}

/** What is looked at. */
export type Patient =
  | { readonly kind: 'this host'; readonly config: Config }
  | { readonly kind: 'another exporter'; readonly url: ExporterUrl };

export interface ExporterUrl {
  /** With the path of its metrics, without credentials: it may be shown. */
  readonly href: string;
  /** The header of basic auth, where the URL had a user. */
  readonly authorization: string | undefined;
}
