import type { Config, ListenAddress } from '../config.js';
import type { DockerAddress } from '../discovery/docker/address.js';
import type { PathTemplate } from './allow/path-template.js';

/** The configuration of `docker-proxy`, checked and frozen. */
export interface DockerProxyConfig {
  readonly listenAddresses: readonly ListenAddress[];
  /** Permissions of the unix sockets, such as 0o660. */
  readonly listenMode: number;
  /** Whose they are; what is undefined stays as the process makes it. */
  readonly listenOwner: { readonly uid: number | undefined; readonly gid: number | undefined };
  /** The real API. */
  readonly upstream: DockerAddress;
  /** Globs of labels that are let through. */
  readonly labels: readonly string[];
  /** Further paths that may be read, whose answers pass as they are. */
  readonly allow: readonly PathTemplate[];
  readonly log: Config['log'];
}
