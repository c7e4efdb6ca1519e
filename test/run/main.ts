import { leftOut, parts } from './plan.js';

/** The first thing that `npm test` prints: what it will run, for how long, and what this machine lacks for the rest. */

const all = parts();
const lines = all.map(({ name, files, minutes }) => `  ${name.padEnd(12)}${files.length} files, about ${minutes} min`);
const without = await leftOut(all.flatMap(({ files }) => files));
const total = all.reduce((sum, { minutes }) => sum + minutes, 0);
console.log(`npm test: builds, checks types and style, then runs (some ${total} min in all):\n${lines.join('\n')}`);
for (const { file, missing } of without)
  console.log(`  left out: ${file}, as this machine lacks ${missing.join(' and ')}`);
if (without.length > 0)
  console.log(
    '.ci/run installs what is missing, on Debian and as root. Of a file that is left out, tests that need less may run.',
  );
console.log('The unit tests alone: npm run test:unit.\n');
