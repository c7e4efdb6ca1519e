import type { ContainerMetadata } from './container.js';
import type { RuntimeAnswer } from './runtime-source.js';

/**
 * The path that a stopped container's cgroup would have, so that its `id` is the same before and after.
 *
 * Docker, cgroupfs driver: `<parent, /docker by default>/<id>`; systemd driver: `docker-<id>.scope` in the parent slice,
 * system.slice by default. Podman has `libpod-<id>` in /libpod_parent, or `libpod-<id>.scope` in machine.slice.
 */
export function stoppedCgroupPath(
  { id, inspect, runtime }: ContainerMetadata,
  cgroupDriver: RuntimeAnswer['cgroupDriver'],
): string {
  const podman = runtime === 'podman';
  const parent = inspect?.cgroupParent;
  if (cgroupDriver === 'systemd') {
    const slice = parent || (podman ? 'machine.slice' : 'system.slice');
    return `${slicePath(slice)}/${podman ? 'libpod' : 'docker'}-${id}.scope`;
  }
  const folder = parent || (podman ? '/libpod_parent' : '/docker');
  return `${folder.startsWith('/') ? '' : '/'}${folder}/${podman ? 'libpod-' : ''}${id}`;
}

/** systemd nests slices by the dashes in their names: `a-b.slice` is in `a.slice`. */
function slicePath(slice: string): string {
  const name = slice.slice(slice.lastIndexOf('/') + 1).replace(/\.slice$/, '');
  const parts = name.split('-');
  return parts.map((_, i) => `/${parts.slice(0, i + 1).join('-')}.slice`).join('');
}
