import { afterAll, beforeAll, describe } from 'vitest';
import { type Stage, setStage } from '../../support/real/stage.js';
import type { TestHost } from '../../support/real/vm/test-host.js';
import { cpuBehaviour } from './cpu.js';
import { diskUsageBehaviour } from './disk-usage.js';
import { identityBehaviour } from './identity.js';
import { ioBehaviour } from './io.js';
import { lifecycleBehaviour } from './lifecycle.js';
import { memoryBehaviour } from './memory.js';
import { networkBehaviour } from './network.js';
import { oomBehaviour } from './oom.js';
import { processBehaviour } from './processes.js';

/** Gives the stage that `beforeAll` has set, to tests that are declared before. */
export type OnStage = () => Stage;

/**
 * What containers do, compared with what the kernel, the Docker engine and the known amount of work say. The same for
 * every host.
 */
export function describeBehaviour(startHost: () => Promise<TestHost>): void {
  let stage: Stage | undefined;
  const onStage = () => {
    if (!stage) throw new Error('the stage is not set');
    return stage;
  };
  beforeAll(async () => {
    stage = await setStage(await startHost());
  }, 900_000);
  afterAll(() => stage?.close(), 300_000);

  describe('cpu', () => cpuBehaviour(onStage));
  describe('memory', () => memoryBehaviour(onStage));
  describe('oom kills', () => oomBehaviour(onStage));
  describe('processes', () => processBehaviour(onStage));
  describe('io', () => ioBehaviour(onStage));
  describe('disk usage', () => diskUsageBehaviour(onStage));
  describe('network', () => networkBehaviour(onStage));
  describe('lifecycle', () => lifecycleBehaviour(onStage));
  describe('identity', () => identityBehaviour(onStage));
}
