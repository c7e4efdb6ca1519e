import { readdir } from 'node:fs/promises';
import { settlesWithin } from '../../../async/wait.js';
import { type Family, gauge } from '../../../exposition/family.js';
import { label } from '../../../exposition/labels.js';
import type { Collector, HostContext } from '../../collector.js';
import { expandGlob } from './glob.js';
import { readTextfile, type Textfile } from './read-textfile.js';

const scrapeError = gauge(
  'node_textfile_scrape_error',
  '1 if there was an error opening or reading a file, 0 otherwise.',
);
const modified = gauge('node_textfile_mtime_seconds', 'Unixtime mtime of textfiles successfully read.', ['file']);

/** What one scrape takes of all files together: these come from anybody's scripts. */
const most = { files: 500, samples: 50_000, bytes: 4 * 1024 * 1024, bytesOfOne: 1024 * 1024 };

/** How long a directory may take: it may be on a disk that hangs. */
const patienceMs = 1000;

export const hostTextfile: Collector = {
  name: 'host-textfile',
  group: 'host',
  help: 'What scripts wrote into *.prom files of --collector.textfile.directory',
  enabledByDefault: true,
  needs: 'nothing',
  families: [scrapeError, modified],
  async collect(scrape) {
    if (scrape.textfileDirectories.length === 0) return;
    const { files, errors } = await readAll(scrape.textfileDirectories, scrape.signal);
    const accept = createAccept(scrape.isTaken);
    for (const [path, file] of files) {
      try {
        const families = accept(file);
        for (const { name, value, labels } of file.samples) scrape.emit(families.get(name) as Family, value, labels);
        scrape.emit(modified, file.modified, label('file', path));
      } catch (error) {
        errors.push(named(path, error));
      }
    }
    for (const error of errors) scrape.fail(error);
    scrape.emit(scrapeError, errors.length > 0 ? 1 : 0);
  },
};

interface Found {
  readonly files: ReadonlyMap<string, Textfile>;
  readonly errors: Error[];
}

/** Under way, while a disk hangs: then no other reading begins, which would hang too. */
let reading: Promise<Found> | undefined;

async function readAll(globs: readonly string[], signal: AbortSignal): Promise<Found> {
  const mine = reading ?? readFiles(globs);
  reading = mine;
  const inTime = await settlesWithin(mine, patienceMs, signal);
  if (!inTime) {
    mine.finally(() => {
      if (reading === mine) reading = undefined;
    });
    return { files: new Map(), errors: [new Error(`${globs}: not read within ${patienceMs} ms`)] };
  }
  reading = undefined;
  return mine;
}

async function readFiles(globs: readonly string[]): Promise<Found> {
  const files = new Map<string, Textfile>();
  const errors: Error[] = [];
  let left = most.bytes;
  for (const path of await listFiles(globs, errors)) {
    try {
      const file = await readTextfile(path, Math.min(left, most.bytesOfOne));
      left -= file.bytes;
      files.set(path, file);
    } catch (error) {
      errors.push(named(path, error));
    }
  }
  return { files, errors };
}

async function listFiles(globs: readonly string[], errors: Error[]): Promise<readonly string[]> {
  const paths = new Set<string>();
  for (const glob of globs) {
    for (const directory of await expandGlob(glob)) {
      try {
        const names = (await readdir(directory)).filter((name) => name.endsWith('.prom')).sort();
        for (const name of names) paths.add(`${directory}/${name}`);
      } catch (error) {
        errors.push(named(directory, error));
      }
    }
  }
  if (paths.size > most.files) errors.push(new Error(`more than ${most.files} files, the rest is left out`));
  return [...paths].slice(0, most.files);
}

/**
 * Accepts the files of one scrape, one after the other, and says as what families their samples are emitted. One that cannot
 * stand beside what is there is refused whole.
 */
function createAccept(isTaken: HostContext['isTaken']): (file: Textfile) => ReadonlyMap<string, Family> {
  const accepted = new Map<string, Family>();
  const series = new Set<string>();
  return ({ families, samples }) => {
    if (series.size + samples.length > most.samples)
      throw new Error(`the files have more than ${most.samples} samples`);
    for (const { name, type } of families.values()) {
      const known = accepted.get(name);
      if (isTaken(name) || name === scrapeError.name)
        throw new Error(`${name} is a metric that this exporter has itself`);
      if (known && known.type !== type)
        throw new Error(`${name} is a ${type} here and a ${known.type} in another file`);
    }
    const own = new Set(samples.map(({ name, labels }) => `${name}{${labels}}`));
    const doubled = own.size < samples.length || [...own].some((one) => series.has(one));
    if (doubled) throw new Error('it has a series that is there already');
    for (const one of own) series.add(one);
    for (const [name, family] of families) if (!accepted.has(name)) accepted.set(name, family);
    return accepted;
  };
}

function named(path: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(`textfile ${path}: ${reason}`);
}
