import { flag, list, loggingFlags } from './flags.js';
import type { Syntax } from './parse-flags.js';

const listening = 'Listening:';
const docker = 'Docker and Podman:';
const answers = 'What is let through:';

/**
 * Its variables have a beginning of their own: one that tells the exporter where Docker is (often the proxy's own socket)
 * must not make the proxy talk to itself. For the same reason DOCKER_HOST is not looked at.
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
