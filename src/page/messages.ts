import type { Detail } from './model/container-detail.js';
import type { ContainerRow } from './model/container-row.js';
import type { DiskPicture } from './model/disk-picture.js';
import type { HostStrip } from './model/host-strip.js';
import type { ProblemKind } from './model/problem-kinds.js';

/** The messages between the page and its worker. The worker polls, parses and diagnoses; the page renders. */

export type ToWorker =
  | { readonly kind: 'start'; readonly metrics: string; readonly collectors: readonly string[] }
  /** Polls only while the page is visible. */
  | { readonly kind: 'visible'; readonly visible: boolean }
  /** The container whose row is open: its id, or undefined. */
  | { readonly kind: 'open'; readonly id: string | undefined };

export interface Picture {
  readonly host: HostStrip & { readonly cpuLine: string };
  /** Worst first. */
  readonly problems: readonly ProblemKind[];
  /** Nothing to compare with yet, so there can't be a finding that needs a rate. */
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
  /** A request failed; the data shown is unchanged. */
  | { readonly kind: 'failed'; readonly reason: string };
