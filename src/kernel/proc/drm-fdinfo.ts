import { ascii } from '../text/bytes.js';

/** What a driver reports about one open GPU device, for the client that opened it. */
export interface DrmClient {
  /** PCI address (`0000:03:00.0`); the driver's name for GPUs that are not PCI devices. */
  readonly device: string;
  /** One client may have many descriptors, in many processes. */
  readonly client: string;
  /** Seconds for which each engine worked for it. */
  readonly engines: ReadonlyMap<string, number>;
  /** Bytes that the GPU can access now, by memory region. */
  readonly resident: ReadonlyMap<string, number>;
}

const factors: Readonly<Record<string, number>> = { '': 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

/**
 * /proc/<pid>/fdinfo/<fd> of a file of /dev/dri; undefined if the driver does not report the client. Lines that cannot
 * be parsed are skipped: drivers differ in what they write.
 *
 *     drm-driver:	amdgpu
 *     drm-client-id:	42
 *     drm-pdev:	0000:03:00.0
 *     drm-resident-vram:	1024 KiB
 *     drm-engine-gfx:	1500000000 ns
 *
 * https://docs.kernel.org/gpu/drm-usage-stats.html
 */
export function parseDrmFdinfo(text: Uint8Array): DrmClient | undefined {
  const values = new Map<string, string>();
  for (const line of ascii(text, 0, text.length).split('\n')) {
    const [, key, value] = /^(drm-[\w-]+):\s*(\S.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) values.set(key, value.trim());
  }
  const client = values.get('drm-client-id');
  const device = values.get('drm-pdev') ?? values.get('drm-driver');
  if (client === undefined || device === undefined) return undefined;
  const engines = new Map<string, number>();
  const resident = new Map<string, number>();
  for (const [key, value] of values) {
    const engine = /^drm-engine-(.+)$/.exec(key)?.[1];
    const nanoseconds = /^(\d+) ns$/.exec(value)?.[1];
    if (engine !== undefined && nanoseconds !== undefined) engines.set(engine, Number(nanoseconds) / 1e9);
    // drm-memory- is what amdgpu called it before Linux 6.13.
    const region = /^drm-(?:resident|memory)-(.+)$/.exec(key)?.[1];
    const [, count, unit = ''] = /^(\d+)(?: ([KMG]iB))?$/.exec(value) ?? [];
    if (region !== undefined && count !== undefined) resident.set(region, Number(count) * (factors[unit] ?? 1));
  }
  return { device, client, engines, resident };
}
