import type { ContainerMetadata } from '../container.js';

/**
 * Where a runtime keeps one container's files, relative to its root directory.
 *
 *     containers/<id>/<id>-json.log         log, with rotated ones beside it: .1, .2 or .1.gz, .2.gz
 *     containers/<id>/local-logs/container.log   of the driver `local`, which has no LogPath
 *     containers/<id>/container-cached.log  what `docker logs` shows for drivers that send logs elsewhere (since 20.10)
 *     containers/<id>/hosts ...             configuration; a container may write to the three that are mounted into it
 */
export interface ContainerFiles {
  /** The current log file; undefined if there is none, or it is not among the runtime's own files. */
  readonly log: string | undefined;
  /** All other known files and directories; they need not exist. */
  readonly others: readonly string[];
}

/** Undefined until an inspect has reported the logging driver. */
export function containerFiles(metadata: ContainerMetadata, rootDir: string): ContainerFiles | undefined {
  const { id, inspect } = metadata;
  if (!inspect?.logDriver) return undefined;
  const { logPath, logDriver } = inspect;
  const directory = `containers/${id}`;
  if (metadata.runtime === 'podman') return { log: belowContainers(logPath, rootDir), others: [] };
  const others = configuration.map((name) => (name === '' ? directory : `${directory}/${name}`));
  if (logPath) return { log: belowContainers(logPath, rootDir), others };
  if (logDriver === 'local') return { log: `${directory}/local-logs/container.log`, others };
  // json-file without a path: the container has never been started.
  return { log: logDriver === 'json-file' ? undefined : `${directory}/container-cached.log`, others };
}

/** What Docker keeps for each container besides logs; the first is the directory itself. */
const configuration = [
  '',
  'config.v2.json',
  'hostconfig.json',
  'hostname',
  'hosts',
  'resolv.conf',
  'resolv.conf.hash',
  'checkpoints',
  'mounts',
  'local-logs',
];

/** The path relative to the root directory, if it is in the part that holds containers (Podman: overlay-containers). */
function belowContainers(path: string | undefined, rootDir: string): string | undefined {
  const root = rootDir.replace(/\/+$/, '');
  if (!path?.startsWith(`${root}/`)) return undefined;
  const relative = path.slice(root.length + 1);
  const components = relative.split('/');
  const isPlain = components.every((component) => component !== '' && component !== '.' && component !== '..');
  return isPlain && components.length > 1 && /^(?:[a-z]+-)?containers$/.test(components[0] ?? '')
    ? relative
    : undefined;
}
