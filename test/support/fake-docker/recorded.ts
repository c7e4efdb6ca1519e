import { readdirSync, readFileSync } from 'node:fs';
import type { DaemonContent } from './fake-docker.js';

const fixtures = new URL('../../fixtures/docker-api/', import.meta.url);

export interface Inspected {
  readonly Id: string;
  readonly Name: string;
}

/** A recorded answer, `running.json` for example. */
export function recorded<T>(daemon: string, file: string): T {
  return JSON.parse(readFileSync(new URL(`${daemon}/${file}`, fixtures), 'utf8'));
}

/** A recorded daemon with all of its containers. */
export function recordedDaemon(daemon: string): DaemonContent {
  const general = ['version.json', 'info.json', 'containers.json', 'df.json'];
  const all = readdirSync(new URL(`${daemon}/`, fixtures));
  const files = all.filter((file) => file.endsWith('.json') && !general.includes(file));
  const inspected = new Map(
    files.map((file) => {
      const one = recorded<Inspected>(daemon, file);
      return [one.Id, one];
    }),
  );
  const listed = recorded<{ Id: string }[]>(daemon, 'containers.json');
  return {
    version: recorded(daemon, 'version.json'),
    info: recorded(daemon, 'info.json'),
    containers: new Map(listed.map((one) => [one.Id, { listed: one, inspected: inspected.get(one.Id) }])),
    ...(all.includes('df.json') && { diskUsage: { plain: recorded(daemon, 'df.json') } }),
  };
}
