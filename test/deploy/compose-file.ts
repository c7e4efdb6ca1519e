import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { repository } from '../support/real/repository.js';

/** A volume in its long form. */
interface Bind {
  readonly type: 'bind';
  readonly source: string;
  readonly target: string;
  readonly read_only: boolean;
}

/** What the tests look at of a service in a compose or stack file. */
export interface Service {
  readonly image?: string;
  readonly build?: unknown;
  readonly pull_policy?: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly user?: string;
  readonly privileged?: boolean;
  readonly read_only?: boolean;
  readonly cap_add?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly restart?: string;
  readonly network_mode?: string;
  readonly networks?: readonly string[];
  readonly extra_hosts?: readonly string[];
  readonly pid?: string;
  readonly ports?: readonly string[];
  readonly volumes?: readonly (string | Bind)[];
  readonly tmpfs?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly mem_limit?: string;
  readonly pids_limit?: number;
  readonly deploy?: {
    readonly mode: string;
    readonly resources: { readonly limits: Readonly<Record<string, string | number>> };
  };
  readonly depends_on?: unknown;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks?: Readonly<Record<string, { readonly internal?: boolean } | null>>;
}

/** A file as it is written, with anchors resolved and variables as they are. */
export function readCompose(path: string): ComposeFile {
  return parse(readFileSync(join(repository, path), 'utf8'), { merge: true }) as ComposeFile;
}

export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly options: readonly string[];
}

/** Variables stand for their defaults; paths of the repository are made absolute. */
export function mounts({ volumes = [] }: Service, file = 'compose.yaml'): readonly Mount[] {
  return volumes.map((volume) => {
    const short =
      typeof volume === 'string' ? volume : `${volume.source}:${volume.target}:${volume.read_only ? 'ro' : ''}`;
    const [source = '', target = '', options = ''] = short.replace(/\$\{\w+:-([^}]*)\}/g, '$1').split(':');
    const path = source.startsWith('.') ? resolve(repository, dirname(file), source) : source;
    return { source: path, target, options: options.split(',').filter((option) => option !== '') };
  });
}
