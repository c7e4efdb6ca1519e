import type { Logger } from 'pino';
import type { ContainerMetadata } from '../container.js';
import { NoAnswerError } from '../docker/answer-error.js';
import { shareAsks } from '../docker/ask/share-asks.js';
import { lastingInspect } from '../docker/inspect.js';
import type { DockerSession } from '../docker/session.js';
import type { RuntimeAnswer, RuntimeRequest, RuntimeSource } from '../runtime-source.js';
import { formatKubeletAddress, type KubeletAccess, type KubeletAddress } from './kubelet-address.js';
import { explainKubeletError, openKubeletSession } from './kubelet-session.js';
import { type PodListing, readPodListing } from './pod-list.js';

interface KubeletSourceOptions {
  readonly address: KubeletAddress;
  readonly access: KubeletAccess;
  /** How long one ask may take. */
  readonly timeoutSeconds: number;
  readonly log: Logger;
}

/** Bytes of an answer that are read: a pod is some 10 KB, and a node has at most some hundreds. */
const longestAnswer = 64 * 1024 * 1024;

const path = '/pods';

/**
 * The pods of a node, by its kubelet: who its containers are, and how they do. One `GET /pods` an ask, which those share
 * that come meanwhile. What it tells of a container is what the API server knows, some seconds after it happened.
 */
export function createKubeletSource({ address, access, timeoutSeconds, log }: KubeletSourceOptions): RuntimeSource {
  const at = formatKubeletAddress(address);
  let known: PodListing = { pods: new Map(), containers: new Map() };
  let isWelcome = false;

  function welcome({ pods, containers }: PodListing): void {
    if (!isWelcome) log.info(`the kubelet answers at ${at}: ${pods.size} pods, ${containers.size} containers`);
    isWelcome = true;
  }

  function begin(to: KubeletAddress, signal: AbortSignal) {
    const began = performance.now();
    let session: DockerSession | undefined;
    let listing: PodListing | undefined;
    let failure: unknown;

    async function run(): Promise<void> {
      try {
        session = openKubeletSession(to, access, signal);
        listing = await session.get(path, readPodListing, longestAnswer);
        signal.throwIfAborted();
        known = listing;
        welcome(listing);
      } catch (error) {
        failure = error;
      } finally {
        session?.close();
      }
    }

    return {
      stage: 'list',
      get heardAt() {
        return session?.heardAt ?? began;
      },
      end: run(),
      get listing() {
        return listing;
      },
      get failure() {
        return failure;
      },
    };
  }

  const asks = shareAsks({ begin: (to: KubeletAddress, _, signal) => begin(to, signal), timeoutSeconds });

  function remembered(inodes: RuntimeRequest['inodes'], error: string): RuntimeAnswer {
    const running = [...known.containers].filter(([id]) => inodes.has(id));
    const containers = new Map(running.map(([id, container]) => [id, withoutState(container)]));
    return { ...nothingElse, success: false, error: `${at}: ${error}`, containers, pods: known.pods };
  }

  return {
    name: 'kubelet',
    async ask({ inodes, signal }) {
      if (signal.aborted) return remembered(inodes, 'the scrape had no time left');
      const { attempt, left } = await asks.ask(address, inodes, signal);
      if (attempt.listing && !left) return { ...nothingElse, success: true, ...attempt.listing };
      const reason = attempt.failure ?? left;
      const error = reason instanceof NoAnswerError ? `GET ${path}: ${reason.message}` : explainKubeletError(reason);
      return remembered(inodes, error);
    },
  };
}

const nothingElse = { cgroupDriver: undefined, oldestInspectAge: undefined };

function withoutState(container: ContainerMetadata): ContainerMetadata {
  return { ...container, state: undefined, inspect: container.inspect && lastingInspect(container.inspect) };
}
