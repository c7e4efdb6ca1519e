import type { DockerCli } from '../docker-cli.js';
import { busyboxImage } from '../images/busybox-image.js';

/** Runs a script as root on the machine of a Docker engine, which is all that is reached of a VM: no test for this machine. */
export function hostShell(docker: DockerCli): (script: string) => Promise<string> {
  const enter = ['nsenter', '-t', '1', '-m', '-u', '-n', '-i', 'bash', '-euc'];
  return (script) => docker('run', '--rm', '--privileged', '--pid=host', busyboxImage, ...enter, script);
}
