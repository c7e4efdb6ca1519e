import type { Config } from '../config.js';
import {
  type DockerAddress,
  findSocket,
  formatDockerAddress,
  parseDockerHost,
  searchedHost,
} from '../discovery/docker/address.js';
import { explainDockerError } from '../discovery/docker/answer-error.js';
import { createDockerAgent, requestDaemon } from '../discovery/docker/daemon-request.js';
import type { Sight } from './start-report.js';

const patienceMs = 2000;

/** Whether a runtime tells names, by a ping: a daemon that is dead is known at the start, not with the first scrape. */
export async function probeRuntime(docker: Config['docker'], sockets: readonly string[]): Promise<Sight> {
  const without = 'containers have no names, images and labels from it, and stopped ones are missing';
  if (docker.host === undefined)
    return { level: 'info', message: `names: no API is asked (--docker.host=none): ${without}` };
  const address = addressOf(docker.host, docker.certificates, sockets);
  if (!address) {
    return {
      level: 'info',
      message: `names: none of ${sockets.join(', ')} is there: ${without}`,
      remedy: 'give the socket of container-exporter docker-proxy with --docker.host, or --docker.host=none',
    };
  }
  const place = formatDockerAddress(address);
  const wrong = await ping(address);
  if (wrong === undefined) return { level: 'info', message: `names: from the API at ${place}` };
  return {
    level: 'warn',
    message: `names: no API at ${place}: ${wrong}`,
    remedy: 'it is asked again with each scrape; --docker.host says where it is, or none',
  };
}

function addressOf(
  host: string,
  certificates: string | undefined,
  sockets: readonly string[],
): DockerAddress | undefined {
  const address = host === searchedHost ? findSocket(sockets) : parseDockerHost(host);
  return address?.kind === 'tcp' ? { ...address, certificates } : address;
}

/** undefined where Docker's or Podman's API answers, else why not. */
async function ping(address: DockerAddress): Promise<string | undefined> {
  const signal = AbortSignal.timeout(patienceMs);
  try {
    const agent = createDockerAgent(address, 1);
    try {
      const { statusCode, headers } = await requestDaemon(address, { path: '/_ping', agent, headers: {}, signal });
      if (statusCode !== 200) return `GET /_ping: HTTP ${statusCode}`;
      return headers['api-version'] === undefined ? 'what answers there is another HTTP server' : undefined;
    } finally {
      // With the answer's body, which nobody reads.
      agent.destroy();
    }
  } catch (error) {
    return signal.aborted ? `no answer within ${patienceMs / 1000} s` : explainDockerError(error);
  }
}
