/** Where a file of a cgroup is; the path of the root cgroup is `/`. */
export function cgroupFilePath(hierarchy: string, cgroup: string, file: string): string {
  return cgroup === '/' ? `${hierarchy}/${file}` : `${hierarchy}${cgroup}/${file}`;
}
