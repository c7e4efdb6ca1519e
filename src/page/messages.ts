import type { Detail } from './model/container-detail.js';
import type { ContainerRow } from './model/container-row.js';
import type { DiskPicture } from './model/disk-picture.js';
import type { HostStrip } from './model/host-strip.js';
import type { ProblemKind } from './model/problem-kinds.js';

/** What the page and its worker say to each other. The worker polls, reads and judges; the page shows. */

export type ToWorker =
  | { readonly kind: 'start'; readonly metrics: string; readonly collectors: readonly string[] }
  /** Polls only while somebody looks. */
  | { readonly kind: 'visible'; readonly visible: boolean }
  /** The container whose row is open: its id, or undefined. */
  | { readonly kind: 'open'; readonly id: string | undefined };

export interface Picture {
  readonly host: HostStrip & { readonly cpuLine: string };
  /** Worst first. */
  readonly problems: readonly ProblemKind[];
  /** Nothing to compare with yet, so that no finding that needs a rate can be there. */
  readonly isFirstLook: boolean;
  readonly rows: readonly ContainerRow[];
  readonly disk: DiskPicture;
}

export type FromWorker =
  | {
      readonly kind: 'picture';
      readonly at: number;
      readonly picture: Picture;
      readonly detail: Detail | undefined;
    }
  | { readonly kind: 'detail'; readonly detail: Detail | undefined }
  /** An answer failed; what is shown is as old as it was. */
  | { readonly kind: 'failed'; readonly reason: string };
