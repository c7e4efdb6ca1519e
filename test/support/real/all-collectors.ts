import { exporters } from '../../../src/catalogue.js';

/** Flags that turn on every collector, so that the expensive ones are tested too. */
export const allCollectors = exporters.map(({ name }) => `--collector.${name}`);
