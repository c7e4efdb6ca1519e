import type Docker from 'dockerode';
import type { Stage } from './stage.js';

/** A Docker volume that is a small filesystem of its own: a file on the engine's host, as a loop device. */
export interface LoopVolume {
  /**
   * To be called once a container uses the volume: leaves it to the kernel to free the device when it is unmounted, so
   * that nothing stays behind even where a test is killed.
   */
  letGo(): Promise<void>;
  /** With the containers that use it. */
  remove(): Promise<void>;
}

export async function createLoopVolume(
  stage: Stage,
  docker: Docker,
  name: string,
  mebibytes: number,
): Promise<LoopVolume> {
  const maker = await stage.start({
    name: 'loop-maker',
    script: 'echo ready; exec sleep 100000',
    hostConfig: {
      Binds: ['/:/host'],
      CapAdd: ['SYS_ADMIN'],
      // Loop devices, and the device that hands them out.
      DeviceCgroupRules: ['b 7:* rwm', 'c 10:237 rwm'],
    },
  });
  const onHost = async (script: string) => {
    const command = `export PATH=/usr/sbin:/usr/bin:/sbin:/bin; ${script}`;
    // The path keeps busybox from taking itself for the host's shell.
    const { exitCode, output } = await maker.exec(['chroot', '/host', '/bin/sh', '-ec', command]);
    if (exitCode !== 0) throw new Error(`${script}: ${output}`);
    return output.trim();
  };
  const file = `/var/tmp/${name}`;
  const device = await onHost(
    // A journal would take a good part of so small a disk.
    `truncate -s ${mebibytes}M ${file}; mkfs.ext4 -q -m 0 -O ^has_journal ${file}; losetup --find --show ${file}; rm ${file}`,
  );
  await docker.createVolume({ Name: name, Driver: 'local', DriverOpts: { type: 'ext4', device } });
  return {
    letGo: async () => void (await onHost(`losetup --detach ${device}`)),
    async remove() {
      const users = await docker.listContainers({ all: true, filters: { volume: [name] } });
      for (const { Id } of users) await docker.getContainer(Id).remove({ force: true });
      await docker.getVolume(name).remove();
    },
  };
}
