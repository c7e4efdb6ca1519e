import { cadvisorLeftOut, type LeftOut, nodeExporterLeftOut } from './left-out.js';

/** An exporter that users migrate from. */
export interface Peer {
  readonly name: 'cAdvisor' | 'node_exporter';
  /** Which families are compared; the rest is about its own process and libraries. */
  readonly compared: RegExp;
  /** Labels besides `id` that identify a series' container: they are compared by name and not by value. */
  readonly identity: RegExp;
  /** What it has that this exporter lacks or has differently, and why. */
  readonly leftOut: readonly LeftOut[];
}

export const cadvisor: Peer = {
  name: 'cAdvisor',
  compared: /^(?:container|machine)_(?!exporter_)/,
  identity: /^(?:name|image|pod|namespace|container|container_(?:label|env)_.*|machine_id|boot_id|system_uuid)$/,
  leftOut: cadvisorLeftOut,
};

export const nodeExporter: Peer = {
  name: 'node_exporter',
  compared: /^node_/,
  identity: /^$/,
  leftOut: nodeExporterLeftOut,
};

/** Why a family is absent or differs; undefined without a known reason. */
export function reasonFor({ leftOut }: Peer, family: string, kind: LeftOut['kind']): string | undefined {
  return leftOut.find((one) => one.kind === kind && one.families.test(family))?.reason;
}
