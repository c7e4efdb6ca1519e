import type { WorkloadOptions } from '../../support/real/workload.js';

const mebibyte = 2 ** 20;
const memory = (mebibytes: number) => ({ Memory: mebibytes * mebibyte, MemorySwap: mebibytes * mebibyte });

// tail keeps all of what might be the last line: without an end to the line it grows until it is killed.
const grow = 'tail /dev/zero';

/** Containers in trouble. What takes its time does so in scrape intervals of so many seconds. */
export const troubled = (interval: number, volume: string): readonly Omit<WorkloadOptions, 'labels'>[] => [
  { name: 'throttled', script: 'echo ready; while :; do :; done', hostConfig: { NanoCpus: 1e8 } },
  {
    // Quickly to three quarters of its limit, then by half a mebibyte each interval. Later lives are short.
    name: 'leaking',
    script: `
      echo ready
      if [ -e /again ]; then sleep 3; exec ${grow}; fi
      touch /again
      mkfifo /memory
      (head -c 18m /dev/zero; while :; do head -c 52429 /dev/zero; sleep ${interval / 10}; done) >/memory &
      exec tail </memory`,
    hostConfig: { ...memory(24), RestartPolicy: { Name: 'always' } },
  },
  {
    // The dead forwarder: what does the work is gone, while the container and its PID 1 look well.
    name: 'forwarding',
    script: `echo ready; sleep 3; ${grow}; exec sleep 100000`,
    hostConfig: memory(16),
  },
  {
    name: 'forking',
    // A shell that cannot fork gives up: one that is not PID 1 does the forking, again and again, as one try is old news
    // after five minutes.
    script: `while :; do sh -c 'while :; do sleep 100000 & done'; echo ready; sleep ${interval}; done`,
    hostConfig: { PidsLimit: 20 },
  },
  {
    // Beside those that die of want of memory, for another reason: soon enough that Docker waits longer each time, and is seen to
    // say with which code it ended.
    name: 'crashing',
    script: `echo ready; sleep ${Math.min(interval, 5)}; exit 1`,
    hostConfig: { RestartPolicy: { Name: 'always' } },
  },
  {
    // Like the one before, but nothing starts it again.
    name: 'failing',
    script: 'echo ready; sleep 1; exit 3',
  },
  {
    name: 'unhealthy',
    script: 'echo ready; exec sleep 100000',
    healthCheck: { test: 'false', retries: 2, seconds: 2 * interval },
  },
  {
    // 110 MiB at once, then 40 kB a second and more: Docker's JSON has six bytes for a <, so that it is little to write and read.
    name: 'chatting',
    script: `
      echo ready
      line=$(head -c 8000 /dev/zero | tr '\\0' '<')
      yes "$line" | head -c 19m
      while :; do echo "$line"; sleep 1; done`,
  },
  {
    // Fills its disk: quickly to 40 % free, then through the stages of the alerts.
    name: 'filling',
    script: `
      echo ready
      used() { df -P /data | awk 'NR == 2 { print +$5 }'; }
      write() { head -c 262144 /dev/zero >>/data/file; sleep $1; }
      while [ $(used) -lt 60 ]; do write 0; done
      while [ $(used) -lt 86 ]; do write ${interval / 8}; done
      while [ $(used) -lt 97 ]; do write ${0.6 * interval}; done
      exec sleep 100000`,
    hostConfig: { Mounts: [{ Type: 'volume', Source: volume, Target: '/data' }] },
  },
];

/** Containers that are well, though some of what they do looks a little like trouble. */
export const healthy = (interval: number): readonly Omit<WorkloadOptions, 'labels'>[] => [
  { name: 'idle', script: 'echo ready; exec sleep 100000', networkMode: 'bridge' },
  { name: 'busy', script: `echo ready; while :; do head -c 1m /dev/zero | md5sum; sleep ${interval / 8}; done` },
  { name: 'idle-with-quota', script: 'echo ready; exec sleep 100000', hostConfig: { NanoCpus: 1e8 } },
  {
    // Its limit is full of page cache, which is there to be freed.
    name: 'caching',
    script: 'head -c 32m /dev/zero >/file; cat /file >/dev/null; echo ready; exec sleep 100000',
    hostConfig: memory(24),
  },
  {
    name: 'checked',
    script: 'echo ready; exec sleep 100000',
    healthCheck: { test: 'true', retries: 1, seconds: 2 * interval },
  },
  { name: 'ended', script: 'echo ready' },
];

const onStop = (code: number) => `trap 'exit ${code}' TERM; echo ready; while :; do sleep 1; done`;

/** Stopped by hand. What ends so under a policy that restarts it may have any exit code. */
export const stopped: readonly Omit<WorkloadOptions, 'labels'>[] = [
  { name: 'stopped', script: onStop(143) },
  { name: 'stopped-with-policy', script: onStop(7), hostConfig: { RestartPolicy: { Name: 'unless-stopped' } } },
];

/** Removed at once and re-created while others are in trouble, as a deployment does. */
export const redeployed = { name: 'redeployed', script: 'echo ready; exec sleep 100000', networkMode: 'bridge' };
