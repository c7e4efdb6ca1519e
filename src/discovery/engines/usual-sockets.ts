import { readdirSync, statSync } from 'node:fs';

/** Where engines have their sockets by default. */
export interface UsualPlaces {
  /** The system's sockets, which count as missing when they go away. */
  readonly ofSystem: readonly string[];
  /** The parent of users' folders, each named after the uid, as systemd creates and removes them. */
  readonly users: string;
  /** This user's own folder, XDG_RUNTIME_DIR. */
  readonly ownFolder: string | undefined;
}

export const usualPlaces = (ownFolder: string | undefined): UsualPlaces => ({
  ofSystem: ['/var/run/docker.sock', '/run/podman/podman.sock'],
  users: '/run/user',
  ownFolder,
});

/** The most user folders that are searched. */
const mostUsers = 100;

/**
 * The sockets that exist now, the system's first and Docker's before Podman's. A link to another socket (the
 * podman-docker package links Docker's to Podman's) is not listed again. Only root can look into other users' folders.
 */
export function findSockets({ ofSystem, users, ownFolder }: UsualPlaces): readonly string[] {
  const folders = [...new Set([...(ownFolder ? [ownFolder] : []), ...userFolders(users)])];
  const ofUsers = folders.flatMap((folder) => [`${folder}/docker.sock`, `${folder}/podman/podman.sock`]);
  const found = new Map<string, string>();
  for (const path of [...ofSystem, ...ofUsers]) {
    const identity = identityOf(path);
    if (identity !== undefined && !found.has(identity)) found.set(identity, path);
  }
  return [...found.values()];
}

function userFolders(users: string): string[] {
  try {
    const names = readdirSync(users).filter((name) => /^\d+$/.test(name));
    return names
      .sort((a, b) => Number(a) - Number(b))
      .slice(0, mostUsers)
      .map((name) => `${users}/${name}`);
  } catch {
    return [];
  }
}

/** The uid of the socket's owner; undefined for the system's. */
export function userOf(path: string): string | undefined {
  return /\/run\/user\/(\d+)(?:\/|$)/.exec(path)?.[1];
}

/** Device and inode; undefined if no such socket is visible. */
export function identityOf(path: string): string | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
    return stat?.isSocket() ? `${stat.dev}:${stat.ino}` : undefined;
  } catch {
    return undefined;
  }
}
