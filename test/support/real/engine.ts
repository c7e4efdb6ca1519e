import Docker from 'dockerode';

/** A Docker engine's API: `unix:///path` or `tcp://host:port`. The tests ask it themselves, independently of the exporter. */
export function connectEngine(dockerHost: string): Docker {
  const url = new URL(dockerHost);
  // Without the empty host, DOCKER_HOST's would win over the socket.
  if (url.protocol === 'unix:') return new Docker({ host: '', socketPath: url.pathname });
  return new Docker({ protocol: 'http', host: url.hostname, port: Number(url.port) });
}

/** This machine's engine, as the docker command would find it. */
export const localDockerHost = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock';

/** Where a container's cgroup is, told from what the engine says of itself. */
export function cgroupPath(engine: EngineInfo, id: string): string {
  return engine.cgroupDriver === 'systemd' ? `/system.slice/docker-${id}.scope` : `/docker/${id}`;
}

/** The cgroup that all of Docker's containers share as their parent. */
export function cgroupParent(engine: EngineInfo): string {
  return engine.cgroupDriver === 'systemd' ? '/system.slice' : '/docker';
}

export interface EngineInfo {
  readonly cgroupDriver: string;
  readonly cgroupVersion: 1 | 2;
}

export async function engineInfo(docker: Docker): Promise<EngineInfo> {
  const info: { CgroupDriver: string; CgroupVersion?: string } = await docker.info();
  return { cgroupDriver: info.CgroupDriver, cgroupVersion: info.CgroupVersion === '2' ? 2 : 1 };
}
