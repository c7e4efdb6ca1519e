import type { TestProject } from 'vitest/node';
import { buildExporter } from '../build.js';
import { bootVm, type VmAddresses } from './vm.js';

declare module 'vitest' {
  export interface ProvidedContext {
    vm: VmAddresses;
  }
}

/** Before all tests against the VM: boots it in the background, so that other tests run meanwhile. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  buildExporter();
  const vm = await bootVm();
  project.provide('vm', vm.addresses);
  return () => vm.stop();
}
