import { loadWebConfig } from '../http/web-config/load-web-config.js';
import { describeProblem } from '../http/web-config/problem.js';

/** Checks a web configuration file and all that it names; one line for each problem, or none. */
export function checkWebConfig(file: string): readonly string[] {
  return loadWebConfig(file).problems.map((problem) => describeProblem(file, problem));
}
