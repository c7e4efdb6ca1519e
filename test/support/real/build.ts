import { execFileSync } from 'node:child_process';
import { repository } from './repository.js';

/** Compiles the exporter, as all tests against real hosts run what users run: dist/main.js. */
export function buildExporter(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: repository, stdio: 'inherit' });
}
