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
  const run = async (...command: string[]) => {
    const { exitCode, output } = await maker.exec(command);
    if (exitCode !== 0) throw new Error(`${command.join(' ')}: ${output}`);
    return output.trim();
  };
  // The path keeps busybox from taking itself for the host's shell.
  const onHost = (script: string) =>
    run('chroot', '/host', '/bin/sh', '-ec', `export PATH=/usr/sbin:/usr/bin:/sbin:/bin; ${script}`);
  const file = `/var/tmp/${name}`;
  // Busybox makes an ext2, for which ext4 stands in: no host need have tools for it.
  await run('sh', '-ec', `truncate -s ${mebibytes}M /host${file}; mke2fs -F -m 0 /host${file}`);
  const device = await onHost(`losetup --find --show ${file}; rm ${file}`);
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
