import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseExposition } from '../support/exposition.js';
import { folderOf } from '../support/folder.js';
import { repository } from '../support/real/repository.js';
import { lacking, missingCommand, missingRoot } from '../support/real/requirements.js';

const missing = [missingRoot(), missingCommand('unshare', 'util-linux'), missingCommand('setpriv', 'util-linux')];
const id = 'c'.repeat(64);

/** What an ordinary user's exporter says beside a container whose one process is the host's first. */
function scrapeAs(hidepid: 0 | 2) {
  const folder = folderOf({
    'cgroup/cgroup.controllers': 'cpu memory pids\n',
    [`cgroup/docker/${id}/cgroup.procs`]: '1\n',
    [`cgroup/docker/${id}/pids.current`]: '1\n',
  });
  const procfs = join(folder, 'proc');
  mkdirSync(procfs);
  chmodSync(folder, 0o755);
  const script = `mount -t proc -o hidepid=${hidepid} proc "$1" && shift && exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"`;
  const exporter = [process.execPath, join(repository, 'dist/main.js'), 'scrape', '--docker.host=none'];
  const flags = [`--path.procfs=${procfs}`, `--path.cgroupfs=${folder}/cgroup`, '--log.format=pretty'];
  const { stdout, stderr } = spawnSync(
    'unshare',
    ['--mount', '--propagation=private', 'sh', '-c', script, 'sh', procfs, ...exporter, ...flags],
    { encoding: 'utf8' },
  );
  return { exposition: parseExposition(stdout), stderr };
}

describe.skipIf(lacking('a procfs that hides processes', missing))('a procfs that hides processes', () => {
  it('shows them where it does not hide them', () => {
    const { exposition } = scrapeAs(0);
    const states = exposition.series('container_tasks_state', { id: `/docker/${id}` });
    expect(states.reduce((sum, { value }) => sum + value, 0)).toBe(1);
    expect(exposition.value('container_exporter_collector_success', { collector: 'tasks' })).toBe(1);
  });

  it('is no host without processes: what they tell is absent, failed, and explained once', () => {
    // The kernel itself hides them from that user.
    expect(execFileSync('stat', ['-c', '%u', '/proc/1']).toString().trim()).toBe('0');
    const { exposition, stderr } = scrapeAs(2);
    for (const family of [
      'container_tasks_state',
      'container_network_receive_bytes_total',
      'container_file_descriptors',
    ]) {
      expect(exposition.series(family), family).toEqual([]);
    }
    for (const collector of ['tasks', 'network']) {
      expect(exposition.value('container_exporter_collector_success', { collector }), collector).toBe(0);
    }
    expect(exposition.value('container_threads', { id: `/docker/${id}` })).toBe(1);
    expect(exposition.value('container_processes', { id: `/docker/${id}` })).toBe(1);
    expect(stderr.match(/collector tasks failed: .*hidepid/g)).toHaveLength(1);
  });
});
