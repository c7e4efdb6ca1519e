import type { DaemonContent } from './fake-docker.js';
import { recorded } from './recorded.js';

interface Life {
  readonly state: string;
  /** The list's text. */
  readonly status: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly exitCode: number;
  readonly health: { readonly Status: string; readonly FailingStreak: number } | undefined;
  readonly restartCount: number;
  readonly name: string;
}

const running: Life = {
  state: 'running',
  status: 'Up 5 minutes',
  pid: 4242,
  startedAt: '2026-11-21T03:05:51.5Z',
  finishedAt: '0001-01-01T00:00:00Z',
  exitCode: 0,
  health: undefined,
  restartCount: 0,
  name: 'web',
};

/** 64 hex digits. */
export function containerId(number: number): string {
  return number.toString(16).padStart(64, '0');
}

/** Puts a container into a daemon, or changes it: what is not given is as of a container that runs. */
export function putContainer(content: DaemonContent, id: string, changes: Partial<Life> = {}): void {
  const life = { ...running, ...changes };
  content.containers.set(id, {
    listed: {
      Id: id,
      Names: [`/${life.name}`],
      Image: 'shop/web:1',
      ImageID: 'sha256:1234',
      Created: 1_795_230_000,
      Labels: { app: 'shop' },
      State: life.state,
      Status: life.status,
    },
    inspected: {
      Id: id,
      RestartCount: life.restartCount,
      Config: { Image: 'shop/web:1' },
      HostConfig: { NetworkMode: 'shop', RestartPolicy: { Name: 'always' }, Runtime: 'runc', CgroupParent: '' },
      State: {
        Status: life.state,
        Pid: life.pid,
        ExitCode: life.exitCode,
        OOMKilled: false,
        StartedAt: life.startedAt,
        FinishedAt: life.finishedAt,
        Health: life.health,
      },
    },
  });
}

/** A Docker 20.10 without containers. */
export function emptyDaemon(): DaemonContent {
  return { version: recorded('20.10', 'version.json'), info: recorded('20.10', 'info.json'), containers: new Map() };
}

/** A Docker 20.10 with so many containers that run, and their cgroups' inodes. */
export function crowdedDaemon(count: number): { content: DaemonContent; inodes: Map<string, number> } {
  const content = emptyDaemon();
  const inodes = new Map<string, number>();
  for (let i = 1; i <= count; i += 1) {
    putContainer(content, containerId(i), { name: `web-${i}`, pid: 1000 + i });
    inodes.set(containerId(i), 50_000 + i);
  }
  return { content, inodes };
}
