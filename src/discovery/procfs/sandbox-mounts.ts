import type { ProcReader } from '../../kernel/proc/procfs.js';
import { utf8 } from '../../kernel/text/bytes.js';

/** What a container's mounts say about its pod. */
export interface SandboxMounts {
  /** Id of the pod's sandbox; a sandbox's mounts have its own. */
  readonly sandbox?: string | undefined;
  /** Kubernetes' pod uid, and the container's name in the pod. */
  readonly podUid?: string | undefined;
  readonly container?: string | undefined;
}

/**
 * The fourth field of a mountinfo line is what is mounted, as a path in its own filesystem:
 *
 *     .../io.containerd.grpc.v1.cri/sandboxes/<id>/hostname            containerd; also resolv.conf, and shm as its fifth
 *     .../overlay-containers/<id>/userdata/hostname                    CRI-O
 *     .../pods/<uid>/containers/<name>/<some hex>                      the kubelet, on /dev/termination-log
 *     .../pods/<uid>/etc-hosts                                         the kubelet, on /etc/hosts
 *
 * A container's own mounts come after these, so the first of each counts.
 */
const sandboxPlace =
  /\/(?:sandboxes\/([0-9a-f]{64})\/(?:hostname|resolv\.conf|shm)|overlay-containers\/([0-9a-f]{64})\/userdata\/(?:hostname|resolv\.conf|shm)) /;
const podPlace = /\/pods\/([0-9a-f-]{32,36})\/(?:etc-hosts|containers\/([^/ ]+)\/[0-9a-f]+) /;

/** Chunks of about 4 to 64 KiB: a container may mount without limit. */
const mostPieces = 16;

/** Readable by any user. Empty if the process is gone. */
export function readSandboxMounts(proc: ProcReader, pid: number): SandboxMounts {
  let sandbox: string | undefined;
  let podUid: string | undefined;
  let container: string | undefined;
  let pieces = 0;
  for (const piece of proc.lines(`${pid}/mountinfo`)) {
    for (const line of utf8(piece).split('\n')) {
      const [, containerd, crio] = sandboxPlace.exec(line) ?? [];
      sandbox ??= containerd ?? crio;
      const [, uid, name] = podPlace.exec(line) ?? [];
      podUid ??= uid;
      container ??= name;
    }
    pieces += 1;
    if (pieces === mostPieces) break;
  }
  return { sandbox, podUid, container };
}
