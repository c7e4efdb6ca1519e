import type { RunningContainer } from '../discovery/docker/endpoints/running-container.js';
import { type Reach, reachPort } from './reach.js';
import { LabelError, readScrapeLabels, wantsScrape } from './scrape-labels.js';
import {
  containerLabels,
  joinHostPort,
  networkOwner,
  pickLabels,
  type TargetChoice,
  type TargetGroup,
} from './target-group.js';

export interface ReadyOptions extends TargetChoice {
  /** Prefix of the labels that say what to scrape: `prometheus`. */
  readonly prefix: string;
  /** Cuts names, images and labels as in container_* series. */
  readonly cut: (text: string) => string;
  readonly reach: Reach;
  /** Whether a label is passed on to Prometheus. */
  readonly isShown: (label: string) => boolean;
}

/** Targets of containers whose labels request it, ready to be scraped: no relabelling is needed. */
export function* readyTargets(containers: readonly RunningContainer[], options: ReadyOptions): Generator<TargetGroup> {
  const byId = new Map(containers.map((container) => [container.id, container]));
  for (const container of containers) {
    if (!options.isWanted(container) || !wantsScrape(container.labels, options.prefix)) continue;
    try {
      yield* targetsOf(container, networkOwner(container, byId), options);
    } catch (error) {
      if (!(error instanceof LabelError)) throw error;
      options.complain(container, error.message);
    }
  }
}

function targetsOf(
  container: RunningContainer,
  owner: RunningContainer | undefined,
  { prefix, cut, reach, isShown }: ReadyOptions,
): TargetGroup[] {
  const { labels: given } = container;
  const wish = readScrapeLabels(given, prefix);
  const project = given['com.docker.compose.project'];
  const ports = wish.ports.length > 0 ? wish.ports : [onlyPort(container, prefix)];
  const labels = {
    ...containerLabels({ ...container, labels: pickLabels(given, isShown) }),
    ...wish.labels,
    ...present({
      name: cut(container.name),
      image: cut(container.image),
      compose_project: cut(project ?? ''),
      compose_service: cut(given['com.docker.compose.service'] ?? ''),
    }),
  };
  return ports.flatMap((port): TargetGroup[] => {
    const reached = owner && reachPort(owner, port, wish.network, project, reach);
    return reached ? [{ targets: [joinHostPort(reached.host, reached.port)], labels }] : [];
  });
}

/** @throws LabelError if it exposes none, or several */
function onlyPort({ ports }: RunningContainer, prefix: string): number {
  const [port, ...others] = new Set(ports.filter(({ type }) => type === 'tcp').map((one) => one.private));
  if (port !== undefined && others.length === 0) return port;
  const found = port === undefined ? 'exposes no TCP port' : 'exposes several TCP ports';
  throw new LabelError(`it ${found}, expected a label ${prefix}.port`);
}

/** Prometheus treats an empty label as absent. */
function present(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));
}
