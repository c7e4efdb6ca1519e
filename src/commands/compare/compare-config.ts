import type { Config } from '../../config.js';
import type { ExporterUrl } from '../doctor/doctor-config.js';

export const compareFormats = ['text', 'json'] as const;

export interface CompareConfig {
  readonly cadvisor: ExporterUrl | undefined;
  readonly nodeExporter: ExporterUrl | undefined;
  /** Between the two reads of this exporter. */
  readonly intervalSeconds: number;
  readonly format: (typeof compareFormats)[number];
  /** What this exporter would run with. */
  readonly config: Config;
}
