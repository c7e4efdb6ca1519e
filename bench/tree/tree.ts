/** A host for the exporter to read. */
export interface Tree {
  readonly containers: number;
  /** Flags that make the exporter read it. */
  readonly flags: readonly string[];
}

/** Hosts of several sizes, all there at once. */
export interface Trees {
  /** Real cgroups, or a generated folder of files. */
  readonly kind: 'real' | 'generated';
  readonly bySize: ReadonlyMap<number, Tree>;
  remove(): void;
}
