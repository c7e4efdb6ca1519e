/**
 * Compares the exporter with the kernel under churn, for as long as it is told to.
 *
 *     npm run soak                  # ten minutes; needs root, and uses Docker where it is there
 *     npm run soak -- --minutes=60
 *
 * Ends with status 1 when anything was wrong.
 */
import { parseArgs } from 'node:util';
import { cgroupVersion } from './cgroup-tree.js';
import { type SoakReport, soak } from './soak.js';

/** Examples that are printed of each kind of wrong thing. */
const shown = 3;

/** Exits with 2 for wrong usage. */
function readSeconds(): number {
  try {
    const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
    const seconds = Number(values.minutes) * 60;
    if (seconds > 0) return seconds;
    throw new Error(`--minutes: expected a number above 0, not ${JSON.stringify(values.minutes)}`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\nnpm run soak -- [--minutes=10]\n`);
    process.exit(2);
  }
}

const seconds = readSeconds();
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

let printed = performance.now();
const report = await soak({
  seconds,
  signal: stop.signal,
  progress(now) {
    if (performance.now() - printed < 30_000) return;
    printed = performance.now();
    console.log(summary(now));
  },
});
console.log(summary(report));
for (const kind of new Set(report.wrong.map((one) => one.kind))) {
  const wrong = report.wrong.filter((one) => one.kind === kind);
  console.log(`\n${kind}: ${wrong.length} times`);
  for (const { text } of wrong.slice(0, shown)) console.log(`  ${text}`);
}
process.exitCode = report.wrong.length === 0 ? 0 : 1;

function summary({ scrapes, checks, containers, wrong, docker }: SoakReport): string {
  const of = docker ? "cgroups and Docker's containers" : 'cgroups; Docker does not answer';
  return `cgroup v${cgroupVersion}: ${scrapes} scrapes, ${checks} checks, ${containers} ${of}, ${wrong.length} wrong`;
}
