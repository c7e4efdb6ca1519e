import pino from 'pino';
import { onTestFinished } from 'vitest';
import { createDockerSource } from '../../../src/discovery/docker/docker-source.js';
import type { RuntimeAnswer, RuntimeSource } from '../../../src/discovery/runtime-source.js';
import { type DaemonContent, type FakeDocker, startFakeDocker } from '../../support/fake-docker/fake-docker.js';

export interface Setup {
  readonly fake: FakeDocker;
  readonly source: RuntimeSource;
  /** Messages that were logged at warn or above. */
  readonly warnings: readonly string[];
  /** Asks; an answer is expected. */
  ask(inodes?: ReadonlyMap<string, number>, signal?: AbortSignal): Promise<RuntimeAnswer>;
}

/** A fake daemon and a source that asks it, until the test ends. */
export async function setUp(content: DaemonContent, timeoutSeconds = 10): Promise<Setup> {
  const fake = await startFakeDocker(content);
  onTestFinished(() => fake.remove());
  const warnings: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(JSON.parse(line).msg) });
  const source = createDockerSource({ host: fake.host, timeoutSeconds, log });
  return {
    fake,
    source,
    warnings,
    async ask(inodes = new Map(), signal = new AbortController().signal) {
      const answer = await source.ask({ inodes, signal });
      if (!answer) throw new Error('there was no answer');
      return answer;
    },
  };
}
