import { settlesWithin } from '../../../async/wait.js';
import { type Family, gauge } from '../../../exposition/family.js';
import { label } from '../../../exposition/labels.js';
import { type FoundTextFiles, readTextFiles } from '../../../kernel/fs/text-files.js';
import type { Collector, HostContext } from '../../collector.js';
import { parseTextfile, type Textfile } from './parse-textfile.js';

const scrapeError = gauge(
  'node_textfile_scrape_error',
  '1 if there was an error opening or reading a file, 0 otherwise.',
);
const modified = gauge('node_textfile_mtime_seconds', 'Unixtime mtime of textfiles successfully read.', ['file']);

/** Limits of one scrape for all files together: anybody's scripts write these, normally some kilobytes. */
const limits = { files: 500, bytes: 4 * 1024 * 1024, bytesOfOne: 1024 * 1024 };
const mostSamples = 50_000;

/** How long to wait for a directory: its disk may hang. */
const patienceMs = 1000;

export const hostTextfile: Collector = {
  name: 'host-textfile',
  group: 'host',
  help: 'What scripts wrote into *.prom files of --collector.textfile.directory',
  enabledByDefault: true,
  needs: 'nothing',
  families: [scrapeError, modified],
  async collect(scrape) {
    const globs = scrape.textfileDirectories;
    if (globs.length === 0) return;
    const { isTaken, signal, emit, fail } = scrape;
    let failed = false;
    const failAt = (path: string, error: unknown) => {
      failed = true;
      fail(new Error(`textfile ${path}: ${error instanceof Error ? error.message : String(error)}`));
    };
    const found = await readInTime(globs, signal);
    if (!found) failAt(globs.join(','), new Error(`not read within ${patienceMs} ms`));
    for (const [path, error] of found?.errors ?? []) failAt(path, error);
    const accept = createAccept(isTaken);
    for (const { path, text, modified: at } of found?.files ?? []) {
      try {
        const { families, samples } = accept(parseTextfile(text, path));
        for (const { name, value, labels } of samples) emit(families.get(name) as Family, value, labels);
        emit(modified, at, label('file', path));
      } catch (error) {
        failAt(path, error);
      }
    }
    emit(scrapeError, failed ? 1 : 0);
  },
};

/** In progress while a disk hangs: no second read is started, as it would hang too. */
let reading: Promise<FoundTextFiles> | undefined;

async function readInTime(globs: readonly string[], signal: AbortSignal): Promise<FoundTextFiles | undefined> {
  reading ??= readTextFiles(globs, '.prom', limits).finally(() => {
    reading = undefined;
  });
  const mine = reading;
  return (await settlesWithin(mine, patienceMs, signal)) ? mine : undefined;
}

/** Accepts the files of one scrape, one after the other. A file that conflicts with what is there is rejected whole. */
function createAccept(isTaken: HostContext['isTaken']): (file: Textfile) => Textfile {
  const families = new Map<string, Family>();
  const series = new Set<string>();
  return (file) => {
    const { samples } = file;
    if (series.size + samples.length > mostSamples) throw new Error(`the files have more than ${mostSamples} samples`);
    for (const { name, type } of file.families.values()) {
      const known = families.get(name);
      if (isTaken(name) || name === scrapeError.name || name === modified.name) {
        throw new Error(`${name} is a metric that this exporter has itself`);
      }
      if (known && known.type !== type) throw new Error(`${name} is ${type} here and ${known.type} in another file`);
    }
    const own = new Set(samples.map(({ name, labels }) => `${name}{${labels}}`));
    const doubled = own.size < samples.length || [...own].some((one) => series.has(one));
    if (doubled) throw new Error('it has a series that is there already');
    for (const one of own) series.add(one);
    // A family in two files is one family: the first file's.
    for (const [name, family] of file.families) if (!families.has(name)) families.set(name, family);
    return { families, samples };
  };
}
