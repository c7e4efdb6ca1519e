import { expect, test } from 'vitest';
import { type AskFilesystem, createPatientAsker, type FilesystemUsage } from '../../../src/kernel/fs/statfs.js';

const usage: FilesystemUsage = { size: 4, free: 3, available: 2, files: 1, filesFree: 1, device: 0 };
const never = new AbortController().signal;

/** Answers at once but for paths that begin with /dead, which answer when told to. */
function kernel() {
  const asked: string[] = [];
  const release = new Map<string, () => void>();
  let underWay = 0;
  let most = 0;
  const ask: AskFilesystem = async (path) => {
    asked.push(path);
    most = Math.max(most, ++underWay);
    if (path.startsWith('/dead')) await new Promise<void>((resolve) => release.set(path, resolve));
    else await new Promise((resolve) => setImmediate(resolve));
    underWay--;
    if (path === '/refused') throw new Error('EACCES');
    return usage;
  };
  return { ask, asked, release, mostUnderWay: () => most };
}

test('a mount that hangs costs itself only, and is not asked again while it does', async () => {
  const { ask, asked, release } = kernel();
  const patient = createPatientAsker(ask, { limit: 2, timeoutMs: 20 });
  const paths = ['/a', '/dead', '/b', '/c'];
  for (let scrape = 0; scrape < 3; scrape++) {
    const answers = await Promise.all(paths.map((path) => patient(path, never)));
    expect(answers).toEqual([usage, undefined, usage, usage]);
  }
  expect(asked.filter((path) => path === '/dead')).toHaveLength(1);

  release.get('/dead')?.();
  await new Promise((resolve) => setImmediate(resolve));
  const second = patient('/dead', never);
  release.get('/dead')?.();
  expect(await second).toEqual(usage);
});

test('no more are ever under way than the limit, however many hang', async () => {
  const { ask, asked, mostUnderWay } = kernel();
  const patient = createPatientAsker(ask, { limit: 2, timeoutMs: 20 });
  const paths = ['/a', '/dead1', '/dead2', '/dead3', '/b'];
  for (let scrape = 0; scrape < 3; scrape++) await Promise.all(paths.map((path) => patient(path, never)));
  expect(mostUnderWay()).toBe(2);
  expect(asked).not.toContain('/dead3');
  // Both threads are lost now: what could be told no longer is, but nothing waits for it either.
  expect(await patient('/a', never)).toBeUndefined();
});

test('two scrapes that want the same mount ask once and both get the answer', async () => {
  const { ask, asked } = kernel();
  const patient = createPatientAsker(ask, { limit: 1, timeoutMs: 1000 });
  expect(await Promise.all([patient('/a', never), patient('/a', never), patient('/b', never)])).toEqual([
    usage,
    usage,
    usage,
  ]);
  expect(asked).toEqual(['/a', '/b']);
});

test('a scrape that is over does not wait, and the mount it waited for counts as hung', async () => {
  const { ask, asked } = kernel();
  const patient = createPatientAsker(ask, { limit: 2, timeoutMs: 60_000 });
  const scrape = new AbortController();
  const answer = patient('/dead', scrape.signal);
  scrape.abort();
  expect(await answer).toBeUndefined();
  expect(await patient('/dead', never)).toBeUndefined();
  expect(asked).toEqual(['/dead']);
});

test('a refusal is no answer, and not the end', async () => {
  const { ask, asked } = kernel();
  const patient = createPatientAsker(ask, { limit: 1, timeoutMs: 1000 });
  expect(await patient('/refused', never)).toBeUndefined();
  expect(await patient('/refused', never)).toBeUndefined();
  expect(asked).toEqual(['/refused', '/refused']);
});
