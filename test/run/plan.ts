import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { missingChromium } from '../support/page/browser.js';
import { connectEngine, localDockerHost } from '../support/real/engine.js';
import { missingBusybox } from '../support/real/images/busybox-image.js';
import { repository } from '../support/real/repository.js';
import { missingCommand, missingEngine, missingRoot } from '../support/real/requirements.js';
import { missingVm } from '../support/real/vm/vm.js';

/** One project of vitest.config.ts, before it runs. */
export interface Part {
  readonly name: string;
  readonly files: readonly string[];
  /** On two cores with software emulation of the VM. */
  readonly minutes: number;
}

export interface LeftOut {
  readonly file: string;
  readonly missing: readonly string[];
}

/** What `npm test` runs, in its order. */
export function parts(): readonly Part[] {
  const all = readdirSync(join(repository, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `test/${file}`)
    .sort();
  const inVm = all.filter((file) => file.endsWith('.vm.test.ts'));
  const integration = all.filter((file) => file.startsWith('test/integration/') && !inVm.includes(file));
  const unit = all.filter((file) => !file.startsWith('test/integration/'));
  return [
    { name: 'unit', files: unit, minutes: 3 },
    { name: 'integration', files: integration, minutes: 20 },
    { name: 'vm', files: inVm, minutes: 15 },
  ];
}

/** A test file names what it needs by these functions; each is called as the file itself will call it. */
const checks: Readonly<Record<string, (args: string[]) => string | undefined | Promise<string | undefined>>> = {
  missingCommand: ([name = '', debianPackage = '']) => missingCommand(name, debianPackage),
  missingBusybox,
  missingChromium,
  missingRoot,
  missingEngine: () => missingEngine(connectEngine(localDockerHost)),
};

/** Test files of which something is left out on this machine, and what they lack. */
export async function leftOut(files: readonly string[]): Promise<readonly LeftOut[]> {
  const known = new Map<string, string | undefined>();
  const found: LeftOut[] = [];
  for (const file of files) {
    const text = readFileSync(join(repository, file), 'utf8');
    const missing = new Set<string | undefined>();
    if (file.endsWith('.vm.test.ts')) missing.add(missingVm());
    for (const [call, name = '', args = ''] of text.matchAll(/\b(missing[A-Z]\w+)\(([^()]*)/g)) {
      const check = checks[name];
      if (check === undefined) continue;
      const literals = [...args.matchAll(/'([^']*)'/g)].map(([, literal = '']) => literal);
      if (!known.has(call)) known.set(call, await check(literals));
      missing.add(known.get(call));
    }
    missing.delete(undefined);
    if (missing.size > 0) found.push({ file, missing: [...missing] as string[] });
  }
  return found;
}
