import type { ContainerMetadata } from '../container.js';
import { NoAnswerError } from '../docker/answer-error.js';
import { shareAsks } from '../docker/ask/share-asks.js';
import { lastingInspect } from '../docker/inspect.js';
import type { RuntimeAnswer, RuntimeRequest, RuntimeSource } from '../runtime-source.js';
import { formatKubeletAddress, type KubeletAccess, type KubeletAddress } from './kubelet-address.js';
import { askPods, explainKubeletError, podsPath } from './kubelet-session.js';
import type { PodListing } from './pod-list.js';

interface KubeletSourceOptions {
  readonly address: KubeletAddress;
  readonly access: KubeletAccess;
  /** The time limit of one call. */
  readonly timeoutSeconds: number;
}

/**
 * The pods of a node, from its kubelet: the identity and state of its containers. One `GET /pods` per call, shared by
 * calls that arrive meanwhile. It reports what the API server knows, some seconds after the event.
 */
export function createKubeletSource({ address, access, timeoutSeconds }: KubeletSourceOptions): RuntimeSource {
  const at = formatKubeletAddress(address);
  let known: PodListing = { pods: new Map(), containers: new Map() };

  function begin(to: KubeletAddress, signal: AbortSignal) {
    let listing: PodListing | undefined;
    let failure: unknown;

    async function run(): Promise<void> {
      try {
        listing = await askPods(to, access, signal);
        known = listing;
      } catch (error) {
        failure = error;
      }
    }

    return {
      stage: 'list',
      heardAt: performance.now(),
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
      const error =
        reason instanceof NoAnswerError ? `GET ${podsPath}: ${reason.message}` : explainKubeletError(reason);
      return remembered(inodes, error);
    },
  };
}

const nothingElse = { cgroupDriver: undefined, oldestInspectAge: undefined };

/** An id has one life: each start creates a new one. */
function withoutState(container: ContainerMetadata): ContainerMetadata {
  const { inspect } = container;
  return {
    ...container,
    state: undefined,
    inspect: inspect && { ...lastingInspect(inspect), startedAt: inspect.startedAt },
  };
}
