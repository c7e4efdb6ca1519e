import { KernelReadError } from '../../kernel/errors.js';
import { ascii } from '../../kernel/text/bytes.js';
import type { HostContext } from '../collector.js';

/** What identifies a machine, and one boot of it: labels of cAdvisor's machine_*. */
export const machineLabels = ['boot_id', 'machine_id', 'system_uuid'] as const;

export type MachineIds = Readonly<Record<(typeof machineLabels)[number], string | undefined>>;

/** Undefined, and so no label, if no file has it; only root can read the firmware's. */
export function machineIds({ proc, rootfs }: Pick<HostContext, 'proc' | 'rootfs'>): MachineIds {
  const of = (file: string) => allowed(() => rootfs.read(file, parseId));
  return {
    boot_id: allowed(() => proc.read('sys/kernel/random/boot_id', parseId)),
    machine_id: of('etc/machine-id') ?? of('var/lib/dbus/machine-id'),
    system_uuid:
      of('sys/class/dmi/id/product_uuid') ?? of('proc/device-tree/system-id') ?? of('proc/device-tree/vm,uuid'),
  };
}

function allowed<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof KernelReadError) return undefined;
    throw error;
  }
}

/** One line; the device tree ends it with a NUL. Undefined for an empty file, as in machine images. */
function parseId(text: Uint8Array): string | undefined {
  return /^[\w.:-]+/.exec(ascii(text, 0, text.length))?.[0];
}
