import { expect, test } from 'vitest';
import { parseSupervisor, supervisorOf } from '../../../src/discovery/procfs/supervisor.js';
import { createProcReader } from '../../../src/kernel/proc/procfs.js';
import { folderOf } from '../../support/folder.js';

const id = 'a'.repeat(64);
const conmon = (name: string) => ['/usr/bin/conmon', '--api-version', '1', '-c', id, '-u', id, '-n', name];
const shim = (namespace: string, own: string) => [
  '/usr/bin/containerd-shim-runc-v2',
  '-namespace',
  namespace,
  '-id',
  own,
];

test.each([
  [conmon('web'), { kind: 'conmon', id, name: 'web' }],
  [['conmon', `--cid=${id}`, '--name=web'], { kind: 'conmon', id, name: 'web' }],
  [shim('k8s.io', id), { kind: 'shim', namespace: 'k8s.io', id }],
  [
    ['/snap/bin/containerd-shim-kata-v2', '--namespace=default', '--id', 'web'],
    { kind: 'shim', namespace: 'default', id: 'web' },
  ],
])('%j supervises', (words, supervisor) => expect(parseSupervisor(words)).toEqual(supervisor));

test.each([[['/bin/sh', '-c', id, '-n', 'web']], [['conmon']], [['containerd-shim-runc-v2', '-id', id]], [['']], [[]]])(
  '%j does not',
  (words) => expect(parseSupervisor(words)).toBeUndefined(),
);

/** Processes by pid: the parent, and the command's words. */
function procOf(processes: Record<number, readonly [number, readonly string[]]>) {
  const files = Object.entries(processes).flatMap(([pid, [parent, words]]) => [
    [`${pid}/stat`, `${pid} (x) S ${parent} 1 1 0 -1 0 0 0 0 0 1 2 0 0 20 0 1 0 5 4096 1 1\n`],
    [`${pid}/cmdline`, words.map((word) => `${word}\0`).join('')],
  ]);
  return createProcReader(folderOf(Object.fromEntries(files)));
}
const inside =
  (...pids: number[]) =>
  (pid: number) =>
    pids.includes(pid);

test('what is in the container is not believed, whatever it calls itself', () => {
  const proc = procOf({ 5: [1, conmon('web')], 10: [5, ['init']], 11: [10, conmon('forged')], 12: [11, ['sh']] });
  expect(supervisorOf(12, inside(10, 11, 12), proc)).toEqual({
    supervisor: { kind: 'conmon', id, name: 'web' },
    settled: true,
  });
});

test('while a container is being made another process is between', () => {
  const proc = procOf({ 5: [1, shim('default', 'web')], 8: [5, ['runc', 'create']], 10: [8, ['runc', 'init']] });
  expect(supervisorOf(10, inside(10), proc)).toMatchObject({ supervisor: { id: 'web' }, settled: false });
});

test('nobody supervises what process 1 started, and what is gone', () => {
  const proc = procOf({ 10: [1, ['sh']], 1: [0, shim('default', 'web')] });
  expect(supervisorOf(10, inside(10), proc)).toBeUndefined();
  expect(supervisorOf(99, inside(99), proc)).toBeUndefined();
});
