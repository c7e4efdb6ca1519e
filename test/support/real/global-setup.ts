import { buildExporter } from './build.js';

/** Before all integration tests. */
export default function setup(): void {
  buildExporter();
}
