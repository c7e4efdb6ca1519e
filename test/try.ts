/**
 * Prints the exposition of a recorded host, and on stderr what differs from its golden file.
 *
 *     npm run try                 # lists the hosts
 *     npm run try -- v2-systemd
 */
import { spawnSync } from 'node:child_process';
import { relative } from 'node:path';
import { exposeRecordedHost, goldenFile, recordedHosts } from './support/recorded-host.js';

const [name] = process.argv.slice(2);
const host = recordedHosts.find((one) => one.name === name);
const list = recordedHosts.map((one) => `  ${one.name}\n`).join('');

if (host !== undefined) {
  const exposition = await exposeRecordedHost(host, 'text');
  process.stdout.write(exposition);
  process.stderr.write(difference(goldenFile(host, 'text'), exposition));
} else if (name === undefined) process.stdout.write(`npm run try -- HOST, one of:\n${list}`);
else {
  process.stderr.write(`no recorded host is called ${name}, there are:\n${list}`);
  process.exitCode = 2;
}

function difference(golden: string, exposition: string): string {
  const file = relative(process.cwd(), golden);
  const labels = [`--label=${file}`, '--label=now'];
  const { status, stdout } = spawnSync('diff', ['-u', ...labels, golden, '-'], { input: exposition, encoding: 'utf8' });
  if (status === 0) return `\nAs in ${file}.\n`;
  return `\n${stdout}\nIf this is what you want, npm run update writes it to ${file}.\n`;
}
