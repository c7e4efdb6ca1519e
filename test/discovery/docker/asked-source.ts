import pino from 'pino';
import { onTestFinished } from 'vitest';
import { createDockerSource, type DockerSource } from '../../../src/discovery/docker/docker-source.js';
import type { RuntimeAnswer } from '../../../src/discovery/runtime-source.js';
import { type DaemonContent, type FakeDocker, startFakeDocker } from '../../support/fake-docker/fake-docker.js';

export interface Setup {
  readonly fake: FakeDocker;
  readonly source: DockerSource;
  /** Messages that were logged, and those at warn or above. */
  readonly logged: readonly string[];
  readonly warnings: readonly string[];
  /** Asks; an answer is expected. */
  ask(inodes?: ReadonlyMap<string, number>, signal?: AbortSignal): Promise<RuntimeAnswer>;
}

/** Pino's number of the level. */
const warn = 40;

/** A fake daemon and a source that asks it, until the test ends. */
export async function setUp(content: DaemonContent, timeoutSeconds = 10): Promise<Setup> {
  const fake = await startFakeDocker(content);
  onTestFinished(() => fake.remove());
  const logged: string[] = [];
  const warnings: string[] = [];
  const write = (line: string) => {
    const { level, msg } = JSON.parse(line) as { level: number; msg: string };
    logged.push(msg);
    if (level >= warn) warnings.push(msg);
  };
  const log = pino({ level: 'debug' }, { write });
  const source = createDockerSource({ address: fake.address, timeoutSeconds, log });
  return {
    fake,
    source,
    logged,
    warnings,
    async ask(inodes = new Map(), signal = new AbortController().signal) {
      const answer = await source.ask({ inodes, signal });
      if (!answer) throw new Error('there was no answer');
      return answer;
    },
  };
}
