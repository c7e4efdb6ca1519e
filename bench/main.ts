import { writeFileSync } from 'node:fs';
import { undoAll, watchForTheEnd } from './cleanup.js';
import { gatesOf, isFailed } from './gates.js';
import { measureAll } from './measure/all.js';
import { readOptions } from './options.js';
import { textTable } from './report/table.js';
import { tablesOf } from './report/tables.js';
import { writeDocs } from './report/write-docs.js';

const options = readOptions(process.argv.slice(2));
watchForTheEnd();
const results = await measureAll(options);
writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
for (const table of tablesOf(results).values()) process.stdout.write(textTable(table));
if (options.writeDocs) writeDocs(results);

const failed = results.tree === 'real' ? gatesOf(results).filter(isFailed) : [];
for (const { what, measured, failsBeyond } of failed) {
  process.stderr.write(`bench: ${what}: ${measured.toFixed(2)} is beyond ${failsBeyond}\n`);
}
undoAll();
process.exit(failed.length > 0 ? 1 : 0);
