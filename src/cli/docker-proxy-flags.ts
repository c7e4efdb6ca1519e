import { isIPv6 } from 'node:net';
import type { ListenAddress } from '../config.js';
import { type DockerAddress, parseDockerHost } from '../discovery/docker/address.js';
import { defaultContainerLabels } from '../discovery/identity.js';
import { type PathTemplate, parsePathTemplate, redactedPaths } from '../docker-proxy/allow/question.js';
import type { DockerProxyConfig } from '../docker-proxy/serve-proxy.js';
import { readLogConfig } from './exporter-config.js';
import { flag, list, loggingFlags } from './flags.js';
import { type Given, UsageError } from './given.js';
import type { Syntax } from './parse-flags.js';
import { parseListenAddress, ValueError } from './values.js';

const listening = 'Listening:';
const docker = 'Docker and Podman:';
const answers = 'What is let through:';

/**
 * Its variables have their own prefix: one that points the exporter to Docker (often to the proxy's own socket) must
 * not make the proxy talk to itself. DOCKER_HOST is ignored for the same reason.
 */
export const dockerProxySyntax: Syntax = {
  usage: 'docker-proxy [flags]',
  description:
    "container-exporter docker-proxy serves the part of Docker's API that is safe to share: what monitoring reads, without environments, commands and other places of secrets. Nothing can be written through it.",
  flags: [
    list(listening, 'listen', 'address', 'unix:///path, host:port, :port or [ipv6]:port; repeatable, no default'),
    flag(listening, 'listen.mode', 'octal', "permissions of unix sockets (default: 0660, the owner's and the group's)"),
    flag(
      listening,
      'listen.owner',
      'uid:gid',
      "whose unix sockets are, as numbers: uid, uid:gid or :gid (default: the process's own)",
    ),
    list(
      listening,
      'listen.host-name',
      'name',
      'name or address, without a port, by which clients call this host over TCP; repeatable (default: loopback and the address they reach)',
    ),
    flag(docker, 'docker.host', 'url', 'the real API, unix:///path or tcp://host:port (default: /var/run/docker.sock)'),
    list(
      answers,
      'container.labels',
      'globs',
      'labels to let through, * for all; repeatable (default: the identity that compose, swarm and kubernetes give)',
    ),
    list(
      answers,
      'allow',
      'path',
      'further path to read, such as /containers/{id}/logs; repeatable. Its answers are passed on whole, secrets included',
    ),
    ...loggingFlags,
  ],
  variables: 'CONTAINER_EXPORTER_DOCKER_PROXY',
  exampleFlag: 'listen.mode',
};

/** @throws UsageError for what the user got wrong */
export function readDockerProxyConfig(given: Given): DockerProxyConfig {
  const listenAddresses = given.many('listen', parseListenAddress) ?? [];
  if (listenAddresses.length === 0) {
    throw new UsageError('--listen: is missing, expected one such as unix:///run/safe-socket/docker.sock');
  }
  const upstream = given.one('docker.host', parseUpstream) ?? parseUpstream('/var/run/docker.sock');
  const loop = listenAddresses.find((address) => isSame(address, upstream));
  if (loop) throw new UsageError('--docker.host: is where the proxy itself listens, expected the real API');
  return Object.freeze({
    listenAddresses,
    listenMode: given.one('listen.mode', parseMode) ?? 0o660,
    listenOwner: given.one('listen.owner', parseOwner) ?? { uid: undefined, gid: undefined },
    hostNames: given.many('listen.host-name', parseHostName) ?? [],
    upstream,
    labels: given.many('container.labels', (text) => text) ?? [...defaultContainerLabels, 'prometheus.*'],
    allow: given.many('allow', parseAllowed) ?? [],
    log: readLogConfig(given),
  });
}

function isSame(address: ListenAddress, upstream: DockerAddress): boolean {
  if (address.kind === 'unix') return upstream.kind === 'unix' && upstream.path === address.path;
  return (
    upstream.kind === 'tcp' &&
    upstream.port === String(address.port) &&
    (upstream.host === (address.host ?? 'localhost') || (address.host === undefined && /^127\./.test(upstream.host)))
  );
}

function parseUpstream(text: string): DockerAddress {
  const address = parseDockerHost(text);
  if (address && (address.kind === 'unix' || address.protocol !== 'https')) return address;
  throw new ValueError(`${JSON.stringify(text)} is not the real API, expected unix:///path or tcp://host:port`);
}

function parseMode(text: string): number {
  if (/^0?[0-7]{3}$/.test(text)) return Number.parseInt(text, 8);
  throw new ValueError(`${JSON.stringify(text)} is not a mode, expected three octal digits such as 0660`);
}

function parseOwner(text: string): DockerProxyConfig['listenOwner'] {
  const match = /^(\d{1,9})?(?::(\d{1,9}))?$/.exec(text);
  if (!match || text === '') {
    throw new ValueError(`${JSON.stringify(text)} is not an owner, expected numbers: uid, uid:gid or :gid`);
  }
  const [, uid, gid] = match;
  return { uid: uid === undefined ? undefined : Number(uid), gid: gid === undefined ? undefined : Number(gid) };
}

/** In URL form: in lower case, an IPv6 address in its short form and without brackets. */
function parseHostName(text: string): string {
  const bare = text.replace(/^\[(.*)\]$/, '$1');
  if (isIPv6(bare)) return new URL(`http://[${bare}]`).hostname.slice(1, -1);
  if (/^[A-Za-z0-9._-]{1,253}$/.test(text)) return text.toLowerCase();
  throw new ValueError(`${JSON.stringify(text)} is not a host, expected a name or an address without a port`);
}

function parseAllowed(text: string): PathTemplate {
  const template = parsePathTemplate(text);
  if (!template) {
    throw new ValueError(
      `${JSON.stringify(text)} is not a path, expected one without a version such as /events or /containers/{id}/logs`,
    );
  }
  if (redactedPaths.some((path) => path === text)) {
    throw new ValueError(`${text} is let through already, and never without what the proxy takes out of it`);
  }
  return template;
}
