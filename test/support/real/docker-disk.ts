/** The disk that Docker's volumes and layers are on, as the kernel names it: `/dev/vda`. `run` is the kernel probe's. */
export async function diskOfDocker(run: (script: string) => Promise<string>): Promise<string> {
  const uevent = await run(`device=$(stat -c %d /rootfs/var/lib/docker)
    cd /rootfs/sys/dev/block/$((device >> 8 & 4095)):$((device & 255 | device >> 12 & 1048320))
    if [ -e partition ]; then cat ../uevent; else cat uevent; fi`);
  const name = /^DEVNAME=(.+)$/m.exec(uevent)?.[1];
  if (name === undefined) throw new Error(`no block device under /var/lib/docker: ${uevent}`);
  return `/dev/${name}`;
}

/** A limit far out of reach: newer kernels count a cgroup's io on v1 only on devices that some cgroup has one for. */
export function countedOn(disk: string): { BlkioDeviceWriteBps: { Path: string; Rate: number }[] } {
  return { BlkioDeviceWriteBps: [{ Path: disk, Rate: 2 ** 40 }] };
}
