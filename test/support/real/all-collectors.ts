import { collectors } from '../../../src/catalogue.js';

/** Flags that turn on every collector, so that the expensive ones are tested too. */
export const allCollectors = collectors.map(({ name }) => `--collector.${name}`);
