import { readdirSync, statSync } from 'node:fs';

/** Where engines have their sockets when nobody says otherwise. */
export interface UsualPlaces {
  /** The system's sockets, which are missed when they go. */
  readonly ofSystem: readonly string[];
  /** Folders of users, each with a folder called like the user's number, as systemd makes and removes them. */
  readonly users: string;
  /** This user's own folder, XDG_RUNTIME_DIR. */
  readonly ownFolder: string | undefined;
}

export const usualPlaces = (ownFolder: string | undefined): UsualPlaces => ({
  ofSystem: ['/var/run/docker.sock', '/run/podman/podman.sock'],
  users: '/run/user',
  ownFolder,
});

/** Folders of users that are looked into. */
const mostUsers = 100;

/**
 * The sockets that are there now, the system's first and Docker's before Podman's. One that is a link to another, as
 * Docker's to Podman's with the package podman-docker, is there once. In another user's folder only root may look.
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

/** The number of the user whose socket that is; undefined for the system's. */
export function userOf(path: string): string | undefined {
  return /\/run\/user\/(\d+)(?:\/|$)/.exec(path)?.[1];
}

/** Device and inode; undefined where no such socket is to be seen. */
export function identityOf(path: string): string | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
    return stat?.isSocket() ? `${stat.dev}:${stat.ino}` : undefined;
  } catch {
    return undefined;
  }
}
