import { beginResting, type RestingRequest, restFactor } from '../../async/resting.js';
import { settlesWithin } from '../../async/wait.js';
import type { DiskUsage, DiskUsageAnswer, DiskUsageSource } from '../runtime-source.js';
import { formatDockerAddress } from './address.js';
import { DockerAnswerError, explainDockerError } from './answer-error.js';
import { atLeastVersion } from './daemon.js';
import type { DockerContact } from './docker-source.js';
import { readFields } from './json/json.js';
import { openDockerSession } from './session.js';
import { readDiskUsage } from './system-df.js';

export interface DockerDiskUsageOptions {
  /** The daemon to query; undefined while none answers. */
  readonly contact: () => DockerContact | undefined;
  /** How long from its start a scrape waits for a request. A later answer is for the next scrape. */
  readonly waitSeconds: number;
  /** When a request is abandoned; ten minutes by default. */
  readonly giveUpSeconds?: number;
  /** Seconds of a clock that never goes back. */
  readonly now?: () => number;
}

/** In seconds. */
const rest = { least: 0, leastAfterFailure: 5, most: Number.POSITIVE_INFINITY };

/** The most bytes read of an answer: ten thousand containers are a third of it. */
const longestAnswer = 64 * 1024 * 1024;

/** The fields that readDiskUsage uses: lists of objects, in an object with the daemon's sums from API 1.52 on. */
const readParts = readFields([
  'LayersSize',
  ...partOf('Image', 'Images', ['Id', 'RepoTags', 'RepoDigests', 'Size', 'SharedSize', 'Containers']),
  ...partOf('Container', 'Containers', ['Id', 'SizeRw', 'State']),
  ...partOf('Volume', 'Volumes', ['Name', 'Driver', 'Mountpoint', 'Labels', 'UsageData']),
  ...partOf('BuildCache', 'BuildCache', ['Size', 'Shared', 'InUse']),
]);

function partOf(kind: string, list: string, fields: readonly string[]): string[] {
  const sums = ['ActiveCount', 'TotalCount', 'TotalSize', 'Reclaimable'].map((sum) => `${kind}Usage.${sum}`);
  return [...sums, ...fields.flatMap((field) => [`${list}[].${field}`, `${kind}Usage.Items[].${field}`])];
}

interface Answered {
  readonly usage: DiskUsage;
  /** When the daemon was asked, by us or by a proxy. */
  readonly askedAt: number;
  readonly duration: number;
}

/**
 * Requests what may take a daemon minutes: at most one request at a time, and never so often that it keeps the daemon
 * busy. Between scrapes nothing runs but a request in progress.
 */
export function createDockerDiskUsage({
  contact,
  waitSeconds,
  giveUpSeconds = 600,
  now = () => performance.now() / 1000,
}: DockerDiskUsageOptions): DiskUsageSource {
  // The maximum age of an answer while requests succeed, however slow: one request, the rest after it, and the next
  // one.
  const oldestServed = giveUpSeconds * (restFactor + 2);
  let last: Answered | undefined;
  let error: string | undefined;
  let request: RestingRequest<void> | undefined;

  const isUnderWay = () => request?.restUntil === Number.POSITIVE_INFINITY;

  async function run(at: DockerContact): Promise<void> {
    const since = now();
    try {
      const { usage, age } = await askOnce(at, giveUpSeconds);
      last = { usage, askedAt: since - age, duration: now() - since };
      error = undefined;
    } catch (reason) {
      error = `${formatDockerAddress(at.address)}: ${explainDockerError(reason)}`;
      throw reason;
    }
  }

  function answer(): DiskUsageAnswer {
    const age = last && now() - last.askedAt;
    if (!last || age === undefined || age > oldestServed) {
      return { usage: undefined, age: undefined, duration: undefined, error };
    }
    return { usage: last.usage, age, duration: last.duration, error };
  }

  return {
    async ask(signal) {
      const at = contact();
      // Container discovery reports why it does not answer.
      if (!at && !isUnderWay()) return { ...answer(), error: 'the daemon does not answer' };
      if (at && (!request || request.restUntil <= now())) request = beginResting(() => run(at), rest, now);
      const left = request && isUnderWay() ? request.since + waitSeconds - now() : 0;
      if (request && left > 0)
        await settlesWithin(
          request.answer.catch(() => {}),
          left * 1000,
          signal,
        );
      return answer();
    },
  };
}

/** @throws DockerAnswerError, or Node.js's Error if there is no answer */
async function askOnce(
  { address, daemon, isPodman }: DockerContact,
  giveUpSeconds: number,
): Promise<{ readonly usage: DiskUsage; readonly age: number }> {
  const giveUp = new AbortController();
  const session = openDockerSession(address, giveUp.signal);
  const timer = setTimeout(() => {
    giveUp.abort(new DockerAnswerError(`GET /system/df: no answer within ${giveUpSeconds} s`));
  }, giveUpSeconds * 1000);
  try {
    // From 1.52 on it keeps the answer from listing everything twice.
    const query = atLeastVersion(daemon, '1.52') ? '?verbose=1' : '';
    return await session.get(
      `${daemon.prefix}/system/df${query}`,
      async (answer) => {
        const usage = readDiskUsage(await readParts(answer), { hasBuildCache: !isPodman });
        if (!usage) throw new DockerAnswerError('the answer does not tell of disk usage');
        return { usage, age: ageOf(answer.headers.age) };
      },
      longestAnswer,
    );
  } finally {
    clearTimeout(timer);
    session.close();
  }
}

/** Seconds that a proxy such as docker-proxy had cached an answer, to spare the daemon. Daemons send none. */
function ageOf(header: string | undefined): number {
  return header !== undefined && /^\d{1,9}$/.test(header) ? Number(header) : 0;
}
