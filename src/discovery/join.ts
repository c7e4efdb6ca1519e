import { unitOf } from './cgroup/cgroup-name.js';
import { mergeAnswers } from './claims.js';
import type { Cgroup, Container, ContainerMetadata, FoundName } from './container.js';
import { type LabelFilter, renderIdentity } from './identity.js';
import { createPodPaths } from './kubelet/pod-cgroup.js';
import type { RuntimeAnswer, SourceAnswer } from './runtime-source.js';

export interface JoinOptions {
  readonly labels: LabelFilter;
  /** Matched against container names. */
  readonly include: RegExp | undefined;
  readonly exclude: RegExp | undefined;
  /** The most UTF-16 code units of a text from outside; longer ones are cut. */
  readonly labelMaxLength: number;
  /** What is known without an API about containers that none names. */
  readonly found?: ReadonlyMap<Cgroup, FoundName>;
}

export interface Joined {
  readonly containers: Container[];
  /** How many texts were cut. */
  readonly cut: number;
}

/**
 * Everything that is exposed, sorted by id: the cgroups that were found, with the runtimes' metadata for containers,
 * and containers that only a runtime knows, as they are not running.
 */
export function joinContainers(
  cgroups: readonly Cgroup[],
  answers: readonly SourceAnswer[],
  options: JoinOptions,
): Joined {
  const claims = mergeAnswers(answers);
  const containers: Container[] = [];
  const shorten = createShortener(options.labelMaxLength);
  const running = new Set<string>();
  const podPath = createPodPaths(cgroups);

  const add = (given: Omit<Container, 'identity'>, name: string | undefined, unit?: string) => {
    if (name !== undefined && !isWanted(name, options)) return;
    const { id, metadata, found } = given;
    containers.push({ ...given, identity: renderIdentity({ id, name, metadata, found, unit }, options.labels) });
  };

  for (const cgroup of cgroups) {
    const claim = cgroup.runtime && claims.get(cgroup.runtime.id);
    const metadata = claim && shorten.metadata(claim.metadata);
    const other = metadata ? undefined : options.found?.get(cgroup);
    const found = other && shorten.found(other);
    if (cgroup.runtime) running.add(cgroup.runtime.id);
    // Dashboards select name=~".+": a container without a name gets its id, as in cAdvisor's containerd handler.
    const name = metadata?.name ?? found?.name ?? cgroup.runtime?.containerName ?? cgroup.runtime?.id;
    const unit = cgroup.kind === 'other' ? unitOf(cgroup.path) : undefined;
    add({ id: cgroup.path, cgroup, metadata, source: claim?.source, found }, name, unit);
  }
  for (const [id, claim] of claims) {
    if (running.has(id)) continue;
    const metadata = shorten.metadata(claim.metadata);
    const { pod } = metadata;
    const path = pod ? podPath({ ...metadata, pod }) : stoppedCgroupPath(metadata, claim.cgroupDriver);
    add({ id: path, cgroup: undefined, metadata, source: claim.source }, metadata.name);
  }
  containers.sort((a, b) => (a.id < b.id ? -1 : 1));
  return { containers, cut: shorten.cut() };
}

/**
 * Cuts texts that users and images chose: Docker allows labels of megabytes, which each of a container's samples would
 * carry.
 */
function createShortener(most: number) {
  let cut = 0;
  const text = (value: string): string => {
    if (value.length > most) cut += 1;
    return cutText(value, most);
  };
  const isLong = ({ name, image, labels, volumes }: ContainerMetadata) =>
    [name, image, ...Object.values(labels), ...volumes].some((value) => value.length > most);
  const maybe = (value: string | undefined) => (value === undefined ? undefined : text(value));
  return {
    cut: () => cut,
    found: (told: FoundName): FoundName => ({
      ...{ ...told, name: maybe(told.name), image: maybe(told.image) },
      ...{ pod: maybe(told.pod), namespace: maybe(told.namespace), container: maybe(told.container) },
    }),
    metadata(told: ContainerMetadata): ContainerMetadata {
      if (!isLong(told)) return told;
      const labels = Object.entries(told.labels).map(([label, value]) => [label, text(value)]);
      return {
        ...told,
        name: text(told.name),
        image: text(told.image),
        labels: Object.fromEntries(labels),
        volumes: told.volumes.map(text),
      };
    },
  };
}

/** The first `most` UTF-16 code units. */
export function cutText(value: string, most: number): string {
  // Not in the middle of a surrogate pair.
  return value.length <= most ? value : value.slice(0, most).replace(/[\ud800-\udbff]$/, '');
}

function isWanted(name: string, { include, exclude }: JoinOptions): boolean {
  return (include?.test(name) ?? true) && !exclude?.test(name);
}

/**
 * The path that a stopped container's cgroup would have, so that its `id` stays the same.
 *
 * Docker, cgroupfs driver: `<parent, /docker by default>/<id>`; systemd driver: `docker-<id>.scope` in the parent
 * slice, system.slice by default. Podman has `libpod-<id>` in /libpod_parent, or `libpod-<id>.scope` in machine.slice.
 */
export function stoppedCgroupPath(
  { id, inspect, runtime }: ContainerMetadata,
  cgroupDriver: RuntimeAnswer['cgroupDriver'],
): string {
  const podman = runtime === 'podman';
  const parent = inspect?.cgroupParent;
  if (cgroupDriver === 'systemd') {
    const slice = parent || (podman ? 'machine.slice' : 'system.slice');
    return `${slicePath(slice)}/${podman ? 'libpod' : 'docker'}-${id}.scope`;
  }
  const folder = parent || (podman ? '/libpod_parent' : '/docker');
  return `${folder.startsWith('/') ? '' : '/'}${folder}/${podman ? 'libpod-' : ''}${id}`;
}

/** systemd nests slices by the dashes in their names: `a-b.slice` is in `a.slice`. */
function slicePath(slice: string): string {
  const name = slice.slice(slice.lastIndexOf('/') + 1).replace(/\.slice$/, '');
  const parts = name.split('-');
  return parts.map((_, i) => `/${parts.slice(0, i + 1).join('-')}.slice`).join('');
}
